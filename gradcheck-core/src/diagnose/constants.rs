//! What a fitted constant may be: a small number, or a dimension of the data.

use crate::order::sort;
use crate::report::{BlockReport, Context};
use crate::shape::Shape;
use crate::wording::{named, significant};
use approx::relative_eq;

/// Factors that mistakes are made of, most usual first: their names in a mend are exact.
const USUAL: [f64; 13] = [
    -1.0, 2.0, 0.5, -2.0, -0.5, 3.0, 4.0, 0.25, THIRD, 10.0, 0.1, 8.0, 0.125,
];
const THIRD: f64 = 1.0 / 3.0;
/// Two constants are the same within this relative distance, if they are not known any better.
const WITHIN: f64 = 1e-6;
/// A fitted constant and a number that is known are the same within this.
const NAMED_WITHIN: f64 = 1e-5;
/// One whose bar is larger may be so many of them away, or this share of it.
const BARS: f64 = 4.0;
const NAMED_AT_MOST: f64 = 1e-3;
/// Whole numbers are read up to this, if they are known to this.
const LARGEST_WHOLE: f64 = 1000.0;
const OF_WHOLE: f64 = 1e-3;
/// Dimensions that are told.
const TOLD: usize = 2;

/// The lengths that the check knows: of the data, and of the parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dimensions {
    /// What the length is of, "rows of x (4×3)", data first.
    lengths: Vec<(String, usize)>,
    /// How many of them are of the data.
    of_data: usize,
    /// Numbers that are held fixed, by their names.
    numbers: Vec<(String, f64)>,
}

impl Dimensions {
    /// Of the arguments that are held fixed, and of the blocks.
    pub(crate) fn new(context: &Context, blocks: &[BlockReport]) -> Self {
        let given = context.given.iter();
        let given = given.flat_map(|(name, lengths)| axes(name, &Shape::new(lengths)));
        let mut lengths: Vec<(String, usize)> = given.collect();
        let of_data = lengths.len();
        lengths.extend(blocks.iter().flat_map(|b| axes(b.path(), b.shape())));
        Self {
            lengths,
            of_data,
            numbers: context.numbers.clone(),
        }
    }

    /// What the weight of a penalty may be: a number that is held fixed, one over a length of the data, a share of one.
    pub(super) fn penalties(&self) -> Vec<Penalty> {
        let plain = |(name, value): &(String, f64)| Penalty {
            name: name.clone(),
            value: *value,
            over: None,
        };
        let mut all: Vec<Penalty> = self.numbers.iter().map(plain).collect();
        let shares = self.shares();
        let mut lengths: Vec<usize> = self.lengths[..self.of_data].iter().map(|l| l.1).collect();
        sort(&mut lengths);
        lengths.dedup();
        for (name, number) in &self.numbers {
            let over = lengths.iter().map(|n| Penalty {
                name: format!("{name}/{n}"),
                value: number / *n as f64,
                over: Some(*n as f64),
            });
            all.extend(over);
            let others = shares
                .iter()
                .filter(|(share, _)| !share.contains(name.as_str()));
            all.extend(others.map(|(share, n)| Penalty {
                name: format!("{name} {share}"),
                value: number * n,
                over: Some(1.0),
            }));
        }
        all
    }

    /// Numbers that are a share of one, and what they leave of it.
    fn shares(&self) -> Vec<(String, f64)> {
        let shares = self.numbers.iter().filter(|(_, n)| (0.0..1.0).contains(n));
        let both =
            |(name, n): &(String, f64)| [(name.clone(), *n), (format!("(1 − {name})"), 1.0 - n)];
        shares.flat_map(both).collect()
    }

    /// The one that a number is.
    fn penalty(&self, value: f64, within: f64) -> Option<Penalty> {
        let same = |p: &Penalty| relative_eq!(p.value, value, max_relative = within);
        self.penalties().into_iter().find(same)
    }

    /// The name of a number that is this one.
    pub(super) fn name_of(&self, value: f64) -> Option<String> {
        Some(self.penalty(value, NAMED_WITHIN)?.name)
    }

    /// The number that is held fixed and that this one is, with its sign, as far as its bar tells.
    pub(super) fn number(&self, value: f64, bar: f64) -> Option<f64> {
        let within = (BARS * bar / value.abs()).clamp(NAMED_WITHIN, NAMED_AT_MOST);
        Some(self.penalty(value.abs(), within)?.value.copysign(value))
    }

    /// "λ = 0.3", by its own name if it has one.
    pub(super) fn lambda(&self, value: f64) -> String {
        let name = self.name_of(value);
        let name = name.as_deref().unwrap_or("λ");
        format!("{name} = {}", significant(value, 6))
    }

    /// "it is lambda, which is 0.3": a number that is held fixed, or its inverse.
    fn by_number(&self, value: f64) -> Option<String> {
        let (sign, size) = (if value < 0.0 { "−" } else { "" }, value.abs());
        let share = |value| {
            let is_it =
                |(_, n): &&(String, f64)| relative_eq!(*n, value, max_relative = NAMED_WITHIN);
            Some(self.shares().iter().find(is_it)?.0.clone())
        };
        let name = |value| self.name_of(value).or_else(|| share(value));
        let inverse = || Some(format!("it is {sign}1/{}", name(1.0 / size)?));
        name(size)
            .map(|name| format!("it is {sign}{name}"))
            .or_else(inverse)
    }

    /// The usual constant that a fitted one is, exactly, as far as it is known.
    pub(super) fn exact(&self, value: f64, known_within: f64) -> Option<f64> {
        let within = known_within.max(WITHIN);
        let powers = POWERS.iter().flat_map(|(exponent, _)| {
            let lengths = self.lengths.iter();
            lengths.map(move |(_, length)| (*length as f64).powf(*exponent))
        });
        let numbers = self.numbers.iter().map(|(_, n)| n.abs());
        let numbers = numbers.flat_map(|n| [n, 1.0 / n]);
        let numbers = numbers.filter(|n| n.is_finite() && *n != 1.0);
        let is_it = |size: &f64| relative_eq!(*size, value.abs(), max_relative = within);
        let known = powers.chain(numbers).find(is_it);
        let known = known.or_else(|| Some(named(value, within)?.0));
        usual_within(value, within)
            .or_else(|| Some(known?.copysign(value)))
            .or_else(|| whole(value, within, OF_WHOLE))
    }

    /// The same as a further clause, if it is equal to anything.
    pub(super) fn clause(&self, value: f64) -> String {
        let meaning = self.meaning(value);
        meaning.map_or_else(String::new, |meaning| format!("; {meaning}"))
    }

    /// What a constant is equal to: "4 is the number of rows of x (4×3)".
    pub(super) fn meaning(&self, value: f64) -> Option<String> {
        if let Some(by_length) = self.by_length(value) {
            // A number that is the same is as good a reason.
            let plain = self
                .numbers
                .iter()
                .find(|(_, n)| relative_eq!(*n, value.abs(), max_relative = NAMED_WITHIN));
            let or = plain.map_or_else(String::new, |(name, _)| format!(", or it is {name}"));
            return Some(format!("{by_length}{or}"));
        }
        if usual(value).is_some() {
            return None;
        }
        self.by_number(value).or_else(|| {
            let (_, name, of) = named(value, WITHIN)?;
            let sign = if value < 0.0 { "−" } else { "" };
            let of = if of.is_empty() {
                String::new()
            } else {
                format!(", as of {of}")
            };
            Some(format!("it is {sign}{name}{of}"))
        })
    }

    fn by_length(&self, value: f64) -> Option<String> {
        let (number, (exponent, written)) = self.power(value, WITHIN)?;
        // A usual factor that is the width of some layer as well, or the root of a length, is so by chance.
        let known = match usual(value) {
            Some(_) if exponent.fract() != 0.0 => return None,
            Some(_) => &self.lengths[..self.of_data],
            None => &self.lengths,
        };
        let same = known.iter().filter(|(_, n)| *n == number);
        let names: Vec<&str> = same.map(|(name, _)| name.as_str()).take(TOLD).collect();
        if names.is_empty() {
            return None;
        }
        let names = names.join(", and of ");
        let sign = if value < 0.0 { "−" } else { "" };
        let is = match (exponent, sign) {
            (1.0, "") => String::new(),
            _ => format!("it is {sign}{written}{number}, and "),
        };
        Some(format!("{is}{number} is the number of {names}"))
    }

    /// The length that a constant is a power of, and the power.
    fn power(&self, value: f64, within: f64) -> Option<(usize, Power)> {
        POWERS.into_iter().find_map(|power| {
            let is_it = |length: f64| {
                relative_eq!(length.powf(power.0), value.abs(), max_relative = within)
            };
            let mut lengths = self.lengths.iter().map(|(_, length)| *length);
            Some((lengths.find(|length| is_it(*length as f64))?, power))
        })
    }
}

/// An exponent, and how the power is written.
type Power = (f64, &'static str);
/// Lengths themselves come first: 2 is rather two than the root of four.
const POWERS: [Power; 4] = [(1.0, ""), (-1.0, "1/"), (0.5, "√"), (-0.5, "1/√")];

/// What the weight of a penalty may be.
pub(super) struct Penalty {
    pub(super) name: String,
    pub(super) value: f64,
    /// What was done to a number that is held fixed: such a weight fits many by chance.
    over: Option<f64>,
}

impl Penalty {
    /// Whether it is a number, or a share of one.
    pub(super) fn is_plain(&self) -> bool {
        self.over.is_none_or(|over| over == 1.0)
    }

    /// How many times a gradient that has so much of it has it, if that has a meaning.
    pub(super) fn times(&self, own: f64, bar: f64, dimensions: &Dimensions) -> Option<f64> {
        let times = own / self.value;
        let within = |of: f64| (BARS * bar / of.abs()).clamp(NAMED_WITHIN, NAMED_AT_MOST);
        if times.abs() <= within(self.value) {
            return Some(0.0);
        }
        let times = dimensions.exact(times, within(own))?;
        let is_plain = self
            .over
            .is_none_or(|over| [1.0, -1.0, 2.0, over].contains(&times));
        ((times > 0.0 || times == -1.0) && is_plain).then_some(times)
    }
}

/// The dimensions of one array that are no trivial ones.
fn axes(name: &str, shape: &Shape) -> Vec<(String, usize)> {
    let lengths = shape.lengths().iter().copied().enumerate();
    lengths
        .filter(|&(_, length)| length > 1)
        .map(|(axis, length)| (described(name, shape, axis), length))
        .collect()
}

/// "rows of x (4×3)".
fn described(name: &str, shape: &Shape, axis: usize) -> String {
    match (shape.lengths().len(), axis) {
        (1, _) => format!("entries of {name}"),
        (2, 0) => format!("rows of {name} ({shape})"),
        (2, _) => format!("columns of {name} ({shape})"),
        _ => format!("slices of {name} ({shape}) along axis {axis}"),
    }
}

/// The whole number that a fitted one is, or the inverse of one, if it is known to this share of their distance.
pub(super) fn whole(value: f64, within: f64, known_to: f64) -> Option<f64> {
    let near = |x: f64| {
        let is_known = within * x.abs() < known_to && x.abs() <= LARGEST_WHOLE;
        is_known && relative_eq!(x, x.round(), max_relative = within)
    };
    if near(value) && value.round() != 1.0 {
        return Some(value.round());
    }
    (near(1.0 / value) && value != 1.0).then(|| 1.0 / (1.0 / value).round())
}

/// The usual factor that a fitted one is.
pub(super) fn usual(value: f64) -> Option<f64> {
    usual_within(value, WITHIN)
}

fn usual_within(value: f64, within: f64) -> Option<f64> {
    if value == 0.0 {
        return Some(0.0);
    }
    let near = |usual: &&f64| relative_eq!(value, **usual, max_relative = within);
    USUAL.iter().find(near).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dimension_of_the_data_is_recognised_in_either_direction() {
        let mut context = Context::new("f", std::panic::Location::caller());
        context.given.push(("x".to_owned(), vec![4, 7]));
        context.numbers.push(("lambda".to_owned(), 0.37));
        let known = Dimensions::new(&context, &[]);
        let rows = "4 is the number of rows of x (4×7)";
        assert_eq!(known.meaning(4.0).as_deref(), Some(rows));
        let columns = "it is 1/7, and 7 is the number of columns of x (4×7)";
        assert_eq!(known.meaning(1.0 / 7.0).as_deref(), Some(columns));
        let root = "it is −√7, and 7 is the number of columns of x (4×7)";
        assert_eq!(known.meaning(-7f64.sqrt()).as_deref(), Some(root));
        assert_eq!(known.meaning(4.1), None);
        assert_eq!(known.meaning(2.0), None, "two is no root of four");
        assert_eq!(known.meaning(0.5), None);
        assert_eq!(known.meaning(-0.37).as_deref(), Some("it is −lambda"));
        let left = "it is 1/(1 − lambda)";
        assert_eq!(known.meaning(1.0 / 0.63).as_deref(), Some(left));
        let degrees = "it is 180/π, as of degrees for radians";
        assert_eq!(
            known.meaning(180.0 / std::f64::consts::PI).as_deref(),
            Some(degrees)
        );
        assert_eq!(known.exact(7.000_001, 0.0), Some(7.0));
        assert_eq!(known.exact(7.000_1, 0.0), None);
        assert_eq!(known.exact(7.000_1, 1e-4), Some(7.0));
    }
}
