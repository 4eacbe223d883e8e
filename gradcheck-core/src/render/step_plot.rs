//! Error against step, where the step is the story: a small log-log plot for a terminal.
//!
//! The error of a wrong gradient is the same at every step; truncation rises to the right, roundoff
//! and noise rise to the left. One look tells which.

use crate::report::{Component, Reason, Report, StepKind, StepRecord, Verdict};

/// Rows and columns of the plot itself; with labels it takes four lines and eight columns more.
const ROWS: usize = 8;
const COLUMNS: usize = 50;
/// Decades between two labels of the axis of steps.
const LABELLED: i32 = 3;
/// A difference at `eps` that is off by this share of what a component is wrong by misleads.
const MISLEADING: f64 = 0.1;
/// Errors below the bars by more decades than this are drawn at the bottom.
const DECADES_BELOW: i32 = 2;

const ERROR: char = '●';
const AT_EPS: char = '◆';
const BAR: char = '×';
const PASSES: char = '┄';

/// Heading and lines of the plot of the component whose step tells most, if there is one.
pub(super) fn plot(report: &Report) -> Option<(String, Vec<String>)> {
    let component = chosen(report)?;
    let heading = format!("error against step: {}", component.path);
    Some((heading, Plot::of(component, report.tol).lines()))
}

/// The worst of the components that are undecided, or leave their block so, where the step matters; else
/// of those that the user's `eps` misleads about.
fn chosen(report: &Report) -> Option<&Component> {
    let plottable = |c: &&Component| has_two_steps(c);
    let worst = |a: &&Component, b: &&Component| doubt(a).total_cmp(&doubt(b));
    let undecided = report.blocks.iter().flat_map(|block| {
        let of_step = |c: &&Component| is_of_step(c.verdict) || is_of_step(block.verdict);
        block.components.iter().filter(of_step)
    });
    let misled = |c: &&Component| c.verdict == report.verdict && is_misled(c, report.tol);
    let components = report.blocks.iter().flat_map(|block| &block.components);
    let misled = components.filter(misled).filter(plottable).max_by(worst);
    undecided.filter(plottable).max_by(worst).or(misled)
}

/// Whether the reason is one that another step could change.
fn is_of_step(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Undecided(
            Reason::BarTooWide
                | Reason::Unsettled
                | Reason::Jump
                | Reason::Noise
                | Reason::SinglePrecision
                | Reason::StepLost
        )
    )
}

/// Whether the plain difference at `eps` is off by more than the tolerance, and by more than a small share
/// of what the component itself is off.
fn is_misled(c: &Component, tol: f64) -> bool {
    let off = c.at_eps.map_or(0.0, |at_eps| (at_eps - c.numeric).abs());
    let decided = matches!(c.verdict, Verdict::Pass | Verdict::Fail);
    let apart = (c.analytic - c.numeric).abs();
    decided && !c.beside && off > tol * scale(c) && off > MISLEADING * apart
}

fn has_two_steps(c: &Component) -> bool {
    told(c).windows(2).any(|two| two[0].step != two[1].step)
}

/// The readings at the point that say something.
fn told(c: &Component) -> Vec<&StepRecord> {
    let tells =
        |r: &&StepRecord| r.kind != StepKind::Beside && r.disagreement.is_finite() && r.step > 0.0;
    c.steps.iter().filter(tells).collect()
}

fn scale(c: &Component) -> f64 {
    c.analytic.abs().max(c.numeric.abs())
}

/// How far a component is off, or may be.
fn doubt(c: &Component) -> f64 {
    let known = |x: f64| if x.is_nan() { 0.0 } else { x };
    known(c.relative_error()).max(known(c.bar / scale(c)))
}

/// What stands where, in logarithms.
struct Plot {
    grid: Vec<Vec<char>>,
    steps: (i32, i32),
    errors: (i32, i32),
    passes: bool,
    has_eps: bool,
}

impl Plot {
    fn of(c: &Component, tol: f64) -> Self {
        let readings = told(c);
        let passes = tol * scale(c);
        let all = |number: fn(&StepRecord) -> f64| -> Vec<f64> {
            readings.iter().map(|r| number(r)).collect()
        };
        let mut bars = all(|r| r.bar);
        bars.push(passes);
        let (steps, bars) = (decades(&all(|r| r.step)), decades(&bars));
        let errors = decades(&all(StepRecord::error));
        let low = errors.0.max(bars.0 - DECADES_BELOW).min(bars.0);
        let mut plot = Self {
            grid: vec![vec![' '; COLUMNS]; ROWS],
            steps,
            errors: (low, bars.1.max(errors.1)),
            passes: passes > 0.0,
            has_eps: readings.iter().any(|r| r.kind == StepKind::AtEps),
        };
        if plot.passes {
            let row = plot.row(passes);
            plot.grid[row].fill(PASSES);
        }
        readings.iter().for_each(|r| plot.put(r.step, r.bar, BAR));
        for r in readings {
            let mark = if r.kind == StepKind::AtEps {
                AT_EPS
            } else {
                ERROR
            };
            plot.put(r.step, r.error(), mark);
        }
        plot
    }

    fn put(&mut self, step: f64, error: f64, mark: char) {
        if error.is_finite() {
            let (row, column) = (self.row(error), self.column(step));
            self.grid[row][column] = mark;
        }
    }

    fn row(&self, error: f64) -> usize {
        ROWS - 1 - place(error, self.errors, ROWS)
    }

    fn column(&self, step: f64) -> usize {
        place(step, self.steps, COLUMNS)
    }

    fn lines(&self) -> Vec<String> {
        let label = |row: usize| match row {
            0 => format!("1e{}", self.errors.1),
            row if row + 1 == ROWS => format!("1e{}", self.errors.0),
            _ => String::new(),
        };
        let row = |(i, cells): (usize, &Vec<char>)| {
            let cells: String = cells.iter().collect();
            format!("{:>6} │{cells}", label(i)).trim_end().to_owned()
        };
        let mut lines: Vec<String> = self.grid.iter().enumerate().map(row).collect();
        lines.extend(self.axis());
        lines.push(self.legend());
        lines
    }

    /// The axis of steps: a tick for each labelled decade.
    fn axis(&self) -> [String; 2] {
        let (mut ticks, mut labels) = (vec!['─'; COLUMNS], " ".repeat(COLUMNS + 8));
        let every = if self.steps.1 - self.steps.0 > 2 * LABELLED {
            LABELLED
        } else {
            1
        };
        let labelled = (self.steps.0..=self.steps.1).filter(|k| (k - self.steps.0) % every == 0);
        for decade in labelled {
            let column = self.column(10f64.powi(decade));
            ticks[column] = '┬';
            let label = format!("1e{decade}");
            labels.replace_range(column..column + label.len(), &label);
        }
        let ticks: String = ticks.into_iter().collect();
        [
            format!("{:>6} └{ticks}", ""),
            format!("{:>7} {}", "", labels.trim_end()),
        ]
    }

    fn legend(&self) -> String {
        let mut parts = vec![
            format!("{ERROR} |numeric − analytic|"),
            format!("{BAR} error bar"),
        ];
        parts.extend(self.has_eps.then(|| format!("{AT_EPS} at eps")));
        parts.extend(self.passes.then(|| format!("{PASSES} passes below")));
        format!("  {}", parts.join("  "))
    }
}

/// Whole decades around these numbers, at least one.
fn decades(numbers: &[f64]) -> (i32, i32) {
    let positive = numbers.iter().copied();
    let positive = positive.filter(|x| *x > 0.0 && x.is_finite());
    let low = positive.clone().fold(f64::INFINITY, f64::min);
    let high = positive.fold(0.0, f64::max);
    if high == 0.0 {
        return (-16, 0);
    }
    let low = whole(low.log10().floor());
    (low, whole(high.log10().ceil()).max(low + 1))
}

/// Of a number between the decades, the place among so many.
fn place(x: f64, (low, high): (i32, i32), places: usize) -> usize {
    if x <= 0.0 {
        return 0;
    }
    let share = (x.log10() - f64::from(low)) / f64::from(high - low);
    let last = places - 1;
    let place = (share * last as f64).round().clamp(0.0, last as f64);
    (0..places).rfind(|&i| i as f64 <= place).unwrap_or(0)
}

/// A logarithm of an f64 as a whole number.
fn whole(x: f64) -> i32 {
    (-400..=400).find(|&i| f64::from(i) >= x).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_at_their_logarithms() {
        let places = [1e-9, 1e-6, 1e-3, 0.0, 1.0].map(|x| place(x, (-9, -3), 7));
        assert_eq!(places, [0, 3, 6, 0, 6]);
        assert_eq!(decades(&[0.0, 3e-5, 2e-3, f64::INFINITY]), (-5, -2));
        assert_eq!(decades(&[1e-5]), (-5, -4));
    }
}
