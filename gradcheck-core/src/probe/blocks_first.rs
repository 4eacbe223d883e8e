//! In f32, directions over a block before the ladders of its components.
//!
//! The roundoff of an f32 cost leaves most components of a network undecided whatever steps are tried, while a few
//! directions over their block tell of all of them. So each component has its first look, then the blocks that this
//! leaves open are judged along directions, and only then ladders are climbed: first where a
//! direction speaks of a mistake, last where they have passed. What would have been noticed by then isn't looked
//! for again.

use super::{Prober, TAKES, Told};
use crate::judge::{Criteria, Effort, First, History, Judge, JudgedBlock, Settled, Shares, State};
use crate::norm::norm;
use crate::parameters::Block;
use crate::progress::Progress;
use crate::report::{Noise, Problem, Verdict};

/// So many components that are open are measured by themselves rather than their block along directions.
const FEW: usize = 1;

/// A block whose components have had their first look.
struct Looked<'b> {
    judged: JudgedBlock<'b>,
    firsts: Vec<(First, History)>,
    told: Told,
}

impl Looked<'_> {
    /// Whether directions may have to tell that have not been asked before the ladders.
    fn may_stay_open(&self) -> bool {
        let is_certified = |first: &First| matches!(first.state, State::Certified(_));
        let certified = self.firsts.iter().all(|(first, _)| is_certified(first));
        !certified && self.open() <= FEW
    }

    /// How many components ask for a ladder.
    fn open(&self) -> usize {
        let is_open = |first: &First| matches!(first.state, State::Suspicious(..));
        self.firsts
            .iter()
            .filter(|(first, _)| is_open(first))
            .count()
    }
}

/// Judge every component of these blocks, each block along directions before its ladders. A block that can't
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
        let mut shares = Shares::new(self.judge, blocks);
        let mut looked = Vec::new();
        for block in blocks {
            shares.next_block(self.judge.model.allowance());
            looked.push(self.look(block, &mut shares)?);
        }
        shares.end(self.judge.model.allowance());
        let mut order: Vec<usize> = (0..looked.len()).collect();
        order.sort_by_key(|&at| looked[at].told.rank());
        // Directions come once more, after the ladders, for blocks that are still open then.
        let open = looked.iter().filter(|looked| looked.may_stay_open());
        self.judge
            .model
            .allowance()
            .keep(kept + TAKES * open.count());
        let mut shares = Shares::of_blocks(self.judge, blocks.len());
        for at in order {
            shares.next_block(self.judge.model.allowance());
            self.settle_all(&mut looked[at], &mut shares)?;
        }
        self.judge.model.allowance().keep(kept);
        Ok(looked.into_iter().map(|looked| looked.judged).collect())
    }

    /// A first look at each component of a block, and at the block along directions if several are left open.
    fn look<'b>(&mut self, block: &'b Block, shares: &mut Shares) -> Result<Looked<'b>, Problem> {
        let mut looked = Looked {
            judged: JudgedBlock::new(block, &self.judge.criteria(block)),
            firsts: Vec::new(),
            told: Told::Nothing,
        };
        for offset in 0..block.shape.count() {
            shares.next(self.judge.model.allowance());
            self.judge.foresee(block, offset);
            let criteria = looked.judged.criteria.with_sigma(self.judge.noise.sigma);
            let first = self.judge.first_look(&criteria, block.start + offset);
            // What is zero but for rounding tells nothing of the scale on which the cost changes.
            if let (State::Certified(m), true) = (&first.state, criteria.zero_scale() == 0.0) {
                let theta = self.judge.base.theta[block.start + offset];
                let settled = Settled::certified(&criteria, *m);
                self.judge
                    .steps
                    .learn(theta, self.judge.base.precision, &settled);
            }
            looked
                .firsts
                .push((first, std::mem::take(&mut self.judge.history)));
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
        let size =
            size.max(self.judge.criteria(block).zero_scale() * (block.shape.count() as f64).sqrt());
        let progress = Progress::open(String::new(), "directions".to_owned());
        let prober = Prober::new(
            &mut *self.judge.model,
            self.judge.base,
            self.judge.tol,
            progress,
        );
        let mut prober = prober.with_noise(self.noise);
        prober.must_notice = self.must_notice;
        prober.effort = Effort::Brief;
        let told = prober.told(block, size);
        self.noise = prober.noise();
        told
    }

    /// The verdicts on the components of a block.
    fn settle_all(&mut self, looked: &mut Looked<'_>, shares: &mut Shares) -> Result<(), Problem> {
        let mut confirmed = 0;
        self.judge.wrong = None;
        if let Told::Right(unseen) = looked.told {
            looked.judged.unseen = Some(unseen);
        }
        for (offset, (first, history)) in clearest_first(looked) {
            shares.next(self.judge.model.allowance());
            self.judge.model.allowance().was_refused();
            self.judge.history = history;
            let first = First {
                state: denied(&looked.judged.criteria, first.state, looked.judged.unseen),
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
/// plainly wrong is told before ladders over what may be noise have spent the budget.
fn clearest_first(looked: &mut Looked<'_>) -> Vec<(usize, (First, History))> {
    let criteria = looked.judged.criteria;
    let clearness = |first: &First| match &first.state {
        State::Suspicious(_, ladder) => {
            let m = ladder.smallest();
            m.disagreement.abs() / criteria.noise().accusing(m)
        }
        _ => 0.0,
    };
    let mut firsts: Vec<_> = looked.firsts.drain(..).enumerate().collect();
    firsts.sort_by(|(_, (a, _)), (_, (b, _))| clearness(b).total_cmp(&clearness(a)));
    firsts
}

/// What is suspicious of an error that directions would have noticed is not: it has none. What bends too much to be
/// accused, as next to a kink, is left to them as well.
fn denied(criteria: &Criteria, state: State, unseen: Option<f64>) -> State {
    match (state, unseen) {
        (State::Suspicious(line, ladder), Some(unseen)) => {
            let m = *ladder.smallest();
            if m.disagreement.abs() > DENIED * unseen || !criteria.accuses(&m) {
                State::Denied(m)
            } else {
                State::Suspicious(line, ladder)
            }
        }
        (state, _) => state,
    }
}

/// A disagreement of so many times what goes unseen is denied: that of Simpson's rule is two thirds of an error
/// at the point alone.
const DENIED: f64 = 1.0;
