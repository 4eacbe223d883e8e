//! Every mend that is printed is made, by what its words say, and the check is run again.

use crate::graph::Matrix;
use crate::mistakes::{Change, reverse};
use crate::model::Model;
use grad_check::{Finding, FindingKind};
use std::rc::Rc;

/// The gradient as the finding's mend makes it; none where its words don't say all of it, as those of an order
/// that is too long to be printed.
pub(crate) fn mended(finding: &Finding, model: &Model) -> Option<Change> {
    let mend = finding
        .mend()
        .filter(|mend| !mend.contains("leaves about"))?;
    let named = model.point.named.iter();
    let names: Vec<String> = named.map(|named| named.name.clone()).collect();
    let index = |name: &str| names.iter().position(|own| own == name);
    let blocks: Vec<usize> = finding.blocks().iter().filter_map(|b| index(b)).collect();
    let first = *blocks.first()?;
    if let Some(rest) = mend.strip_prefix("adding ") {
        return term(rest, -1.0, blocks);
    }
    if let Some(rest) = mend.strip_prefix("subtracting ") {
        return term(rest, 1.0, blocks);
    }
    if mend.contains(", less ") || mend.contains(", plus ") {
        return two_terms(mend, blocks, &index);
    }
    match finding.kind() {
        FindingKind::Transposed => Some(Rc::new(move |_, gradient| {
            gradient[first] = gradient[first].t().to_owned();
        })),
        FindingKind::Reversed => {
            let words = finding.message();
            if words.contains("along axis") || words.contains("last two axes") {
                return None;
            }
            let axes = match () {
                () if words.contains("row to row") => 2,
                () if words.contains("column to column") => 1,
                () => 0,
            };
            Some(Rc::new(move |_, gradient| {
                gradient[first] = reverse(&gradient[first], axes);
            }))
        }
        FindingKind::BlocksExchanged => {
            let [a, b] = *blocks.as_slice() else {
                return None;
            };
            Some(Rc::new(move |_, gradient| gradient.swap(a, b)))
        }
        FindingKind::Permuted if mend.starts_with("exchanging") => {
            let component = |i: usize| component(finding.components().get(i)?, model, first);
            let (a, b) = (component(0)?, component(1)?);
            Some(Rc::new(move |_, gradient| {
                let (x, y) = (gradient[first][a], gradient[first][b]);
                (gradient[first][a], gradient[first][b]) = (y, x);
            }))
        }
        FindingKind::ChainRule => by_parameter(finding.message(), first, &index),
        FindingKind::Triangle if finding.message().ends_with("doubled off the diagonal") => {
            Some(Rc::new(move |_, gradient| {
                let cells = gradient[first].indexed_iter_mut();
                cells
                    .filter(|((i, j), _)| i != j)
                    .for_each(|(_, g)| *g /= 2.0);
            }))
        }
        _ => factor(finding, mend, &blocks, model, &index),
    }
}

/// "0.7 θ to the gradient of w": its constant is taken away so many times.
fn term(words: &str, sign: f64, blocks: Vec<usize>) -> Option<Change> {
    let (constant, rest) = words.split_once(' ')?;
    let constant = sign * number(constant)?;
    let of: fn(f64) -> f64 = match rest {
        rest if rest.starts_with("sign θ") => f64::signum,
        rest if rest.starts_with('θ') => |t| t,
        _ => |_| 1.0,
    };
    Some(Rc::new(move |theta, gradient| {
        for &at in &blocks {
            let term = theta[at].mapv(of);
            gradient[at].scaled_add(-constant, &term);
        }
    }))
}

/// "numeric = gamma[j] × analytic".
fn by_parameter(words: &str, at: usize, index: &dyn Fn(&str) -> Option<usize>) -> Option<Change> {
    let ratio = between(words, "numeric = ", " × analytic")?.to_owned();
    let of_theta: Option<fn(f64) -> f64> = match ratio.as_str() {
        "θ" => Some(|t| t),
        "1/θ" => Some(|t| 1.0 / t),
        "exp θ" => Some(f64::exp),
        "exp(−θ)" => Some(|t| (-t).exp()),
        _ => None,
    };
    if let Some(of_theta) = of_theta {
        return Some(Rc::new(move |theta, gradient| {
            gradient[at] = &gradient[at] * &theta[at].mapv(of_theta);
        }));
    }
    let (is_inverse, name) = match ratio.strip_prefix("1/") {
        Some(name) => (true, name),
        None => (false, ratio.as_str()),
    };
    let (name, along) = name.split_once('[').unwrap_or((name, ""));
    let (other, is_of_rows) = (index(name)?, along == "i]");
    Some(Rc::new(move |theta, gradient| {
        let numbers: Vec<f64> = theta[other].iter().copied().collect();
        let count = gradient[at].len();
        let repeat = if is_of_rows { count / numbers.len() } else { 1 };
        for (i, g) in gradient[at].iter_mut().enumerate() {
            let by = numbers[i / repeat % numbers.len()];
            *g *= if is_inverse { 1.0 / by } else { by };
        }
    }))
}

/// Whether a path is that of a component of a block.
fn is_of(path: &str, block: &str) -> bool {
    let rest = path.strip_prefix(block);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

/// All places of "W in rows 1 and 3 of 6".
fn lines(words: &str, model: &Model, blocks: &[usize]) -> Option<Vec<(usize, (usize, usize))>> {
    let &[at] = blocks else {
        return None;
    };
    let words = words.replace(" and ", " ").replace(',', "");
    let mut words = words.split(' ').skip_while(|word| {
        let word = word.trim_end_matches('s');
        word != "row" && word != "column"
    });
    let is_row = words.next()?.starts_with("row");
    let (mut numbers, mut rest): (Vec<usize>, Vec<&str>) = (Vec::new(), Vec::new());
    for word in words {
        match word.parse() {
            Ok(number) if rest.is_empty() => numbers.push(number),
            _ => rest.push(word),
        }
    }
    // Runs of lines, and of a part of them, are told by their ends.
    if numbers.is_empty() || rest.first() != Some(&"of") || rest.len() > 2 {
        return None;
    }
    let cells = model.point.arrays[at].indexed_iter();
    let cells = cells.map(|(cell, _)| (at, cell));
    let is_on =
        |(_, (i, j)): &(usize, (usize, usize))| numbers.contains(if is_row { i } else { j });
    (model.point.named[at].shape.len() == 2).then(|| cells.filter(is_on).collect())
}

/// Where `W[1, 2]` stands in its block's matrix.
fn component(path: &str, model: &Model, at: usize) -> Option<(usize, usize)> {
    let shape = &model.point.named[at].shape;
    let index: Vec<usize> = match path.rsplit_once('[') {
        Some((_, index)) => {
            let numbers = index.trim_end_matches(']').split(", ");
            numbers.map(str::parse).collect::<Result<_, _>>().ok()?
        }
        None => Vec::new(),
    };
    let pairs = index.iter().zip(shape);
    let offset = pairs.fold(0, |offset, (i, n)| offset * n + i);
    let columns = model.point.arrays.get(at).map(Matrix::ncols)?;
    Some((offset / columns, offset % columns))
}

fn between<'a>(words: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(words.split_once(from)?.1.split_once(to)?.0)
}

/// The names of "W1, b1 and W2".
fn listed(words: &str) -> impl Iterator<Item = String> {
    let words = words.replace(" and ", ", ");
    let names: Vec<String> = words.split(", ").map(str::to_owned).collect();
    names.into_iter()
}

/// A constant as it is written: 0.25, −1, 1/3.
fn number(words: &str) -> Option<f64> {
    let plain = words.replace('−', "-");
    match plain.split_once('/') {
        Some((above, below)) => Some(above.parse::<f64>().ok()? / below.parse::<f64>().ok()?),
        None => plain.parse().ok(),
    }
}

/// "multiplying the gradient of w, less 0.7 θ in w, by 2".
fn two_terms(
    mend: &str,
    blocks: Vec<usize>,
    index: &dyn Fn(&str) -> Option<usize>,
) -> Option<Change> {
    let less = between(mend, ", less ", ", by ").or(between(mend, ", plus ", ", by "))?;
    let by = number(between(mend, ", by ", " makes")?)?;
    let sign = if mend.contains(", less ") { 1.0 } else { -1.0 };
    let (constant, rest) = less.split_once(' ')?;
    let (of_theta, list) = rest.split_once(" in ")?;
    let constant = sign * number(constant)?;
    let is_sign = of_theta == "sign θ";
    let with: Vec<usize> = listed(list).filter_map(|name| index(&name)).collect();
    Some(Rc::new(move |theta, gradient| {
        for &at in &blocks {
            if with.contains(&at) {
                let of = theta[at].mapv(|t| if is_sign { t.signum() } else { t });
                gradient[at].scaled_add(-constant, &of);
            }
            gradient[at] *= by;
        }
    }))
}

/// "multiplying the gradient of w by 0.5": of blocks by their names, else of the components that are wrong.
fn factor(
    finding: &Finding,
    mend: &str,
    blocks: &[usize],
    model: &Model,
    index: &dyn Fn(&str) -> Option<usize>,
) -> Option<Change> {
    let by = mend.rsplit_once(" by ")?.1;
    let by = number(by.split_once(" makes ")?.0)?;
    let is_whole = mend.starts_with("multiplying the whole gradient");
    let of = between(mend, "multiplying the gradient of ", " by ").unwrap_or_default();
    let all: Option<Vec<usize>> = listed(of).map(|name| index(&name)).collect();
    if let Some(all) = all.filter(|all| !all.is_empty()) {
        return Some(Rc::new(move |_, gradient| {
            all.iter().for_each(|&at| gradient[at] *= by);
        }));
    }
    if let Some(lines) = lines(of, model, blocks) {
        return Some(Rc::new(move |_, gradient| {
            lines
                .iter()
                .for_each(|&(at, cell)| gradient[at][cell] *= by);
        }));
    }
    let paths = finding.components().to_vec();
    let cell = |at: usize, path: &String| Some((at, component(path, model, at)?));
    let own = |path: &&String| {
        let at = blocks
            .iter()
            .find(|&&at| is_of(path, &model.point.named[at].name));
        at.and_then(|&at| cell(at, path))
    };
    let cells: Vec<(usize, (usize, usize))> = paths.iter().filter_map(|p| own(&p)).collect();
    (is_whole || cells.len() == paths.len()).then(|| -> Change {
        Rc::new(move |_, gradient| {
            if is_whole {
                gradient.iter_mut().for_each(|g| *g *= by);
                return;
            }
            for (at, cell) in &cells {
                gradient[*at][*cell] *= by;
            }
        })
    })
}
