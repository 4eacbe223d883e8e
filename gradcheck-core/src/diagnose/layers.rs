//! The order of the blocks from the input to the cost, as their names tell it.
//!
//! A number in a name is a layer: `W1`, `b1`, `layers[0].weight`, `conv2.kernel`. Blocks without one stand
//! where they stand in θ. Within a layer, what scales the normalised units comes behind the weights.

use crate::report::BlockReport;

/// Where a block stands: its place in the order of the backward pass, reversed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stage {
    /// The container's first appearance, the layer's number in it, and the role within the layer.
    container: usize,
    number: usize,
    role: usize,
}

impl Stage {
    pub(super) fn is_same_layer(&self, other: &Self) -> bool {
        (self.container, self.number) == (other.container, other.number)
    }
}

/// Roles in a layer, in the order of the forward pass.
const WEIGHTS: usize = 0;
const OUTPUT: usize = 1;
const SCALE: usize = 2;

/// The stage of each block.
pub(super) fn stages(blocks: &[BlockReport]) -> Vec<Stage> {
    let names: Vec<Name> = blocks.iter().map(|b| Name::of(&b.parameter)).collect();
    let mut containers: Vec<String> = Vec::new();
    let mut before: Option<(String, usize)> = None;
    names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            // A bias, or the scale of a norm, is of the layer that it follows.
            let follows = || {
                before
                    .clone()
                    .filter(|_| name.role() == SCALE || is_bias(&blocks[i]))
            };
            let layer = name.layer.clone().or_else(follows);
            before.clone_from(&layer);
            let key = match &layer {
                Some((container, _)) => container.clone(),
                None => unnumbered(&names, i),
            };
            let container = containers.iter().position(|c| *c == key);
            let container = container.unwrap_or_else(|| {
                containers.push(key);
                containers.len() - 1
            });
            Stage {
                container,
                number: layer.map_or(0, |(_, number)| number),
                role: name.role(),
            }
        })
        .collect()
}

/// A block's name, taken apart.
struct Name {
    /// The container of layers, and the number in it.
    layer: Option<(String, usize)>,
    /// The names before the last.
    parent: String,
    /// The last name, in lower case and without its digits.
    last: String,
}

impl Name {
    fn of(path: &str) -> Self {
        let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
        let last = last.split('[').next().unwrap_or(last).to_lowercase();
        let last = last.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        Self {
            layer: numbered(path),
            parent: parent.to_owned(),
            last: last.to_owned(),
        }
    }

    fn role(&self) -> usize {
        let last = self.last.as_str();
        let is_any = |names: &[&str]| names.contains(&last);
        if is_any(&["gamma", "beta", "scale", "shift", "gain", "g"]) || last.contains("norm") {
            SCALE
        } else if is_any(&["wo", "bo", "w_o", "b_o"]) || last.ends_with("out") {
            OUTPUT
        } else {
            WEIGHTS
        }
    }

    /// Without what tells a weight from its bias.
    fn stem(&self) -> &str {
        let last = self.last.as_str();
        let prefixes = ["weight", "kernel", "bias", "w", "b"];
        let stripped = prefixes.iter().find_map(|prefix| last.strip_prefix(prefix));
        match stripped.unwrap_or(last).trim_matches('_') {
            "ih" | "hh" | "h" | "xh" | "hx" | "x" | "i" => "recurrent",
            "q" | "k" | "v" => "attention",
            stem => stem,
        }
    }
}

/// The first number of a path that is a layer's: behind a name, or as an index.
fn numbered(path: &str) -> Option<(String, usize)> {
    let mut outer = String::new();
    for segment in path.split('.') {
        if let Some((name, index)) = segment.split_once('[') {
            let number = index.split(']').next()?.parse().ok()?;
            return Some((format!("{outer}{name}"), number));
        }
        let digits = segment.trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() && digits.len() < segment.len() {
            return Some((outer, digits.parse().ok()?));
        }
        outer = format!("{outer}{segment}.");
    }
    None
}

/// The container of a block without a number: its own, or that of the block with the same stem.
fn unnumbered(names: &[Name], at: usize) -> String {
    let own = &names[at];
    let first = names.iter().position(|name| {
        name.layer.is_none() && name.parent == own.parent && name.stem() == own.stem()
    });
    format!("#{}", first.unwrap_or(at))
}

/// Whether the names of two blocks tell which of them comes first: by numbers, or as what scales the other's units. What
/// has no number may stand beside.
pub(super) fn are_ordered(one: &BlockReport, other: &BlockReport) -> bool {
    let [own, next] = [one, other].map(|block| Name::of(&block.parameter).layer);
    match (own, next) {
        (Some((one, _)), Some((other, _))) => one == other,
        // A gain and a shift stand side by side.
        _ => is_scale(other) && !is_scale(one),
    }
}

/// Whether the shapes of two layers' weights allow that the units of one, or a few gates for each, are the inputs of the
/// other.
pub(super) fn may_feed(one: &BlockReport, other: &BlockReport) -> bool {
    let divides = |units: usize, inputs: usize| {
        let (less, more) = (units.min(inputs), units.max(inputs));
        less > 0 && more % less == 0
    };
    match (one.shape.lengths(), other.shape.lengths()) {
        ([first, second], [third, fourth]) => divides(*second, *third) || divides(*first, *fourth),
        _ => true,
    }
}

/// Whether a block has the shape of a layer's weights.
pub(super) fn is_matrix(block: &BlockReport) -> bool {
    block.shape.lengths().iter().filter(|&&n| n > 1).count() > 1
}

/// Whether a block scales or shifts normalised units, by its name.
pub(super) fn is_scale(block: &BlockReport) -> bool {
    Name::of(&block.parameter).role() == SCALE
}

/// Whether a block's name tells its layer.
pub(super) fn is_numbered(block: &BlockReport) -> bool {
    numbered(&block.parameter).is_some()
}

/// Whether a block is a bias, by its name, or by its shape beside a matrix of its layer.
pub(super) fn is_bias(block: &BlockReport) -> bool {
    let name = Name::of(&block.parameter);
    let last = name.last.as_str();
    let axes = block.shape.lengths().iter().filter(|&&n| n > 1).count();
    let is_named = last == "b"
        || last.starts_with("b_")
        || last.starts_with("bias")
        || last.ends_with("bias")
        || (last.len() == 2 && last.starts_with('b'))
        || ["beta", "offset", "intercept"].contains(&last);
    axes <= 1 && is_named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(paths: &[&str]) -> Vec<Vec<usize>> {
        let blocks: Vec<BlockReport> = paths
            .iter()
            .map(|path| BlockReport {
                parameter: (*path).to_owned(),
                ..BlockReport::union(path, std::iter::empty())
            })
            .collect();
        let stages = stages(&blocks);
        let mut sorted = stages.clone();
        sorted.sort();
        sorted.dedup();
        let of = |stage: &Stage| (0..paths.len()).filter(|&i| stages[i] == *stage).collect();
        sorted.iter().map(of).collect()
    }

    #[test]
    fn numbers_in_names_are_layers() {
        assert_eq!(order(&["W1", "W2", "b1", "b2"]), [[0, 2], [1, 3]]);
        let paths = ["layers[1].weight", "layers[0].weight", "layers[0].bias"];
        assert_eq!(order(&paths), [vec![1, 2], vec![0]]);
        assert_eq!(order(&["enc.w1", "dec.w1"]), [[0], [1]]);
    }

    #[test]
    fn a_bias_joins_the_weight_of_its_stem_and_a_scale_comes_behind() {
        assert_eq!(order(&["w", "b", "w_out", "b_out"]), [[0, 1], [2, 3]]);
        assert_eq!(
            order(&["W1", "b1", "gamma1", "W2"]),
            [vec![0, 1], vec![2], vec![3]]
        );
        assert_eq!(order(&["weight", "bias"]), [[0, 1]]);
        let paths = ["mean.weight", "mean.bias", "spread.weight", "spread.bias"];
        assert_eq!(order(&paths), [[0, 1], [2, 3]], "each has its own");
    }
}
