//! In f32, directions over a block before the step sequences of its components.
//!
//! The roundoff of an f32 cost leaves most components of a network undecided whatever steps are tried, while a few
//! directions over their block tell of all of them. So each component has its first look, then the blocks that this
//! leaves open are judged along directions, and only then is measured at more steps: first where a
//! direction speaks of a mistake, last where they have passed. What would have been noticed by then isn't looked
//! for again.

use super::{DirectionalChecker, TAKES, Told};
use crate::judge::{
    BudgetShares, Decision, Effort, Judge, JudgedBlock, Screened, Screening, StepLog, Tolerances,
};
use crate::norm::norm;
use crate::order::{sort_by, sort_by_key};
use crate::parameters::Block;
use crate::progress::Progress;
use crate::report::{Noise, Problem, Verdict};

/// So many components that are open are measured by themselves rather than their block along directions.
const FEW: usize = 1;

/// A block whose components have had their first look.
struct Looked<'b> {
    judged: JudgedBlock<'b>,
    firsts: Vec<(Screened, StepLog)>,
    told: Told,
}

impl Looked<'_> {
    /// Whether directions may have to tell that have not been asked before the step sequences.
    fn may_stay_open(&self) -> bool {
        let is_certified = |first: &Screened| matches!(first.state, Screening::Certified(_));
        let certified = self.firsts.iter().all(|(first, _)| is_certified(first));
        !certified && self.open() <= FEW
    }

    /// How many components ask for a step sequence.
    fn open(&self) -> usize {
        let is_open = |first: &Screened| matches!(first.state, Screening::Suspicious(..));
        self.firsts
            .iter()
            .filter(|(first, _)| is_open(first))
            .count()
    }
}

/// Judge every component of these blocks, each block along directions before its step sequences. A block that can't
/// notice this share of its norm by them is judged as if there were none.
pub(crate) fn judge_blocks_first<'b>(
    judge: &mut Judge<'_>,
    blocks: &[&'b Block],
    must_notice: f64,
) -> Result<Vec<JudgedBlock<'b>>, Problem> {
    let mut pass = BlocksFirst {
        judge,
        must_notice,
        noise: Noise::default(),
    };
    let judged = pass.judge_all(blocks)?;
    Ok(judge.settled_together(judged))
}

/// The blocks of a small f32 problem, on their way to their verdicts.
struct BlocksFirst<'j, 'a> {
    judge: &'j mut Judge<'a>,
    must_notice: f64,
    /// The noise of the cost along directions.
    noise: Noise,
}

impl BlocksFirst<'_, '_> {
    fn judge_all<'b>(&mut self, blocks: &[&'b Block]) -> Result<Vec<JudgedBlock<'b>>, Problem> {
        let kept = self.judge.model.allowance().kept();
        self.judge
            .model
            .allowance()
            .keep(kept + TAKES * blocks.len());
        let mut shares = BudgetShares::new(self.judge, blocks);
        let mut looked = Vec::new();
        for block in blocks {
            shares.next_block(self.judge.model.allowance());
            looked.push(self.look(block, &mut shares)?);
        }
        shares.end(self.judge.model.allowance());
        let mut order: Vec<usize> = (0..looked.len()).collect();
        // What a block with few open components leaves goes to those with many.
        sort_by_key(&mut order, |&at| {
            (looked[at].told.rank(), looked[at].open())
        });
        // Directions come once more, after the step sequences, for blocks that are still open then.
        let open = looked.iter().filter(|looked| looked.may_stay_open());
        self.judge
            .model
            .allowance()
            .keep(kept + TAKES * open.count());
        let mut shares = BudgetShares::of_blocks(self.judge, blocks.len());
        for at in order {
            shares.next_block(self.judge.model.allowance());
            self.settle_all(&mut looked[at], &mut shares)?;
        }
        self.judge.model.allowance().keep(kept);
        Ok(looked.into_iter().map(|looked| looked.judged).collect())
    }

    /// A first look at each component of a block, and at the block along directions if several are left open.
    fn look<'b>(
        &mut self,
        block: &'b Block,
        shares: &mut BudgetShares,
    ) -> Result<Looked<'b>, Problem> {
        let mut looked = Looked {
            judged: JudgedBlock::new(block, &self.judge.tolerances(block)),
            firsts: Vec::new(),
            told: Told::Nothing,
        };
        for offset in 0..block.shape.count() {
            shares.next(self.judge.model.allowance());
            self.judge.prefetch(block, offset);
            let tolerances = looked.judged.tolerances.with_sigma(self.judge.noise.sigma);
            let first = self.judge.screening(&tolerances, block.start + offset);
            // What is zero but for rounding tells nothing of the scale on which the cost changes.
            if let (Screening::Certified(m), true) = (&first.state, tolerances.zero_scale() == 0.0)
            {
                let theta = self.judge.base.theta[block.start + offset];
                let decision = Decision::certified(&tolerances, *m);
                self.judge
                    .steps
                    .learn(theta, self.judge.base.precision, &decision);
            }
            looked
                .firsts
                .push((first, std::mem::take(&mut self.judge.log)));
        }
        if looked.open() > FEW {
            looked.told = self.along(block)?;
        }
        Ok(looked)
    }

    /// What a few directions over a block tell.
    fn along(&mut self, block: &Block) -> Result<Told, Problem> {
        let size = norm(
            self.judge.base.evaluation.gradient[block.range()]
                .iter()
                .copied(),
        );
        let size = size
            .max(self.judge.tolerances(block).zero_scale() * (block.shape.count() as f64).sqrt());
        let progress = Progress::open(String::new(), "directions".to_owned());
        let checker = DirectionalChecker::new(
            &mut *self.judge.model,
            self.judge.base,
            self.judge.tol,
            progress,
        );
        let mut checker = checker.with_noise(self.noise);
        checker.must_notice = self.must_notice;
        checker.effort = Effort::Brief;
        let told = checker.told(block, size);
        self.noise = checker.noise();
        told
    }

    /// The verdicts on the components of a block.
    fn settle_all(
        &mut self,
        looked: &mut Looked<'_>,
        shares: &mut BudgetShares,
    ) -> Result<(), Problem> {
        let mut confirmed = 0;
        self.judge.wrong = None;
        if let Told::Right(unseen) = looked.told {
            looked.judged.unseen = Some(unseen);
        }
        for (offset, (first, log)) in clearest_first(looked) {
            shares.next(self.judge.model.allowance());
            self.judge.model.allowance().was_refused();
            self.judge.log = log;
            let first = Screened {
                state: denied(&looked.judged.tolerances, first.state, looked.judged.unseen),
                ..first
            };
            let verdict = self
                .judge
                .settle(&mut looked.judged, offset, first, confirmed > 0)?;
            confirmed += usize::from(verdict == Verdict::Fail);
            if let Some(progress) = &mut self.judge.progress {
                progress.step(self.judge.model.evaluations());
            }
        }
        looked.judged.in_order();
        Ok(())
    }
}

/// The first looks at the components of a block, in the order of how far their disagreement exceeds its bar: what is
/// plainly wrong is told before step sequences over what may be noise have spent the budget.
fn clearest_first(looked: &mut Looked<'_>) -> Vec<(usize, (Screened, StepLog))> {
    let tolerances = looked.judged.tolerances;
    let clearness = |first: &Screened| match &first.state {
        Screening::Suspicious(_, sequence) => {
            let m = sequence.smallest();
            m.disagreement.abs() / tolerances.noise().rejecting(m)
        }
        _ => 0.0,
    };
    let mut firsts: Vec<_> = looked.firsts.drain(..).enumerate().collect();
    sort_by(&mut firsts, |(_, (a, _)), (_, (b, _))| {
        clearness(b).total_cmp(&clearness(a))
    });
    firsts
}

/// What is suspicious of an error that directions would have noticed is not: it has none. What bends too much to be
/// rejected, as next to a kink, is left to them as well.
fn denied(tolerances: &Tolerances, state: Screening, unseen: Option<f64>) -> Screening {
    match (state, unseen) {
        (Screening::Suspicious(line, sequence), Some(unseen)) => {
            let m = *sequence.smallest();
            if m.disagreement.abs() > DENIED * unseen || !tolerances.rejects(&m) {
                Screening::Denied(m)
            } else {
                Screening::Suspicious(line, sequence)
            }
        }
        (state, _) => state,
    }
}

/// A disagreement of so many times what goes unseen is denied: that of Simpson's rule is two thirds of an error
/// at the point alone.
const DENIED: f64 = 1.0;
