//! In f32, directions over a block before the ladders of its components.
//!
//! The roundoff of an f32 cost leaves most components of a network undecided whatever steps are tried, while a few
//! directions over their block tell of all of them. So each component has its first look, then the blocks that this
//! leaves open are judged along directions, and only then ladders are climbed: first where a
//! direction speaks of a mistake, last where they have passed. What would have been noticed by then isn't looked
//! for again.

use super::first::{First, State};
use super::history::History;
use super::settled::Settled;
use super::shares::Shares;
use super::{Effort, Judge, JudgedBlock};
use crate::Block;
use crate::Problem;
use crate::norm::norm;
use crate::probe::{Prober, Told};
use crate::progress::Progress;

/// So many components that are open are measured by themselves rather than their block along directions.
const FEW: usize = 1;

/// A block whose components have had their first look.
struct Looked<'b> {
    judged: JudgedBlock<'b>,
    firsts: Vec<(First, History)>,
    told: Told,
}

impl Judge<'_> {
    /// Judge every component of these blocks, each block along directions before its ladders. A block that can't
    /// notice this share of its norm by them is judged as if there were none.
    pub(super) fn judge_blocks_first<'b>(
        &mut self,
        blocks: &[&'b Block],
        must_notice: f64,
    ) -> Result<Vec<JudgedBlock<'b>>, Problem> {
        let mut shares = Shares::new(self, blocks);
        let mut looked = Vec::new();
        for block in blocks {
            shares.next_block(self.model.allowance());
            looked.push(self.look(block, must_notice, &mut shares)?);
        }
        shares.end(self.model.allowance());
        let mut order: Vec<usize> = (0..looked.len()).collect();
        order.sort_by_key(|&at| looked[at].told.rank());
        let mut shares = Shares::of_blocks(self, blocks.len());
        for at in order {
            shares.next_block(self.model.allowance());
            self.settle_all(&mut looked[at], &mut shares)?;
        }
        shares.end(self.model.allowance());
        Ok(looked.into_iter().map(|looked| looked.judged).collect())
    }

    /// A first look at each component of a block, and at the block along directions if several are left open.
    fn look<'b>(
        &mut self,
        block: &'b Block,
        must_notice: f64,
        shares: &mut Shares,
    ) -> Result<Looked<'b>, Problem> {
        let mut looked = Looked {
            judged: JudgedBlock::new(block, &self.criteria(block)),
            firsts: Vec::new(),
            told: Told::Nothing,
        };
        for offset in 0..block.shape.count() {
            shares.next(self.model.allowance());
            self.foresee(block, offset);
            let criteria = looked.judged.criteria.with_sigma(self.noise.sigma);
            let first = self.first_look(&criteria, block.start + offset);
            if let State::Certified(m) = &first.state {
                let theta = self.base.theta[block.start + offset];
                let settled = Settled::certified(&criteria, *m);
                self.steps.learn(theta, self.base.precision, &settled);
            }
            looked
                .firsts
                .push((first, std::mem::take(&mut self.history)));
        }
        let is_open = |first: &First| matches!(first.state, State::Suspicious(..));
        let open = looked.firsts.iter().filter(|(first, _)| is_open(first));
        if open.count() > FEW {
            looked.told = self.along(block, must_notice)?;
        }
        Ok(looked)
    }

    /// What a few directions over a block tell.
    fn along(&mut self, block: &Block, must_notice: f64) -> Result<Told, Problem> {
        let size = norm(self.base.evaluation.gradient[block.range()].iter().copied());
        let size =
            size.max(self.criteria(block).zero_scale() * (block.shape.count() as f64).sqrt());
        let progress = Progress::open(String::new(), "directions".to_owned());
        let prober = Prober::new(&mut *self.model, self.base, self.tol, progress);
        let mut prober = prober.with_noise(self.noise_along);
        prober.must_notice = must_notice;
        prober.effort = Effort::Brief;
        let told = prober.told(block, size);
        self.noise_along = prober.noise();
        told
    }

    /// The verdicts on the components of a block.
    fn settle_all(&mut self, looked: &mut Looked<'_>, shares: &mut Shares) -> Result<(), Problem> {
        let mut confirmed = 0;
        self.wrong = None;
        if let Told::Right(unseen) = looked.told {
            looked.judged.unseen = Some(unseen);
        }
        for (offset, (first, history)) in looked.firsts.drain(..).enumerate() {
            shares.next(self.model.allowance());
            self.model.allowance().was_refused();
            self.history = history;
            let first = First {
                state: denied(first.state, looked.judged.unseen),
                ..first
            };
            let verdict = self.settle(&mut looked.judged, offset, first, confirmed > 0)?;
            confirmed += usize::from(verdict == crate::Verdict::Fail);
            if let Some(progress) = &mut self.progress {
                progress.step(self.model.evaluations());
            }
        }
        Ok(())
    }
}

/// What is suspicious of an error that directions would have noticed is not: it has none.
fn denied(state: State, unseen: Option<f64>) -> State {
    match (state, unseen) {
        (State::Suspicious(line, ladder), Some(unseen)) => {
            let m = *ladder.smallest();
            if m.disagreement.abs() > DENIED * unseen {
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
