//! Which blocks `only = [..]` names.
//!
//! A pattern is a path or the beginning of one; `[*]` stands for any position.

use super::Block;
use super::path::Segment;
use crate::report::Problem;

/// For each block, whether one of the patterns names it; all of them where there is no pattern.
pub(crate) fn select(blocks: &[Block], patterns: &[String]) -> Result<Vec<bool>, Problem> {
    let mut selected = vec![patterns.is_empty(); blocks.len()];
    for pattern in patterns {
        let wanted = parse(pattern);
        let mut found = false;
        for (block, selected) in blocks.iter().zip(&mut selected) {
            if names(&wanted, block.path.segments()) {
                *selected = true;
                found = true;
            }
        }
        if !found {
            let paths = blocks.iter().map(|block| block.path.to_string()).collect();
            return Err(Problem::NothingSelected {
                pattern: pattern.clone(),
                paths,
            });
        }
    }
    Ok(selected)
}

/// A pattern's steps, outermost first: names and bracketed positions as they are written.
fn parse(pattern: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    for dotted in pattern.split('.') {
        let (name, positions) = dotted
            .find('[')
            .map_or((dotted, ""), |at| dotted.split_at(at));
        if !name.is_empty() {
            steps.push(name.trim());
        }
        steps.extend(positions.split_inclusive(']').map(str::trim));
    }
    steps
}

fn names(wanted: &[&str], path: &[Segment]) -> bool {
    let fits = |(step, segment): (&&str, &Segment)| match segment {
        Segment::Name(name) => step == name,
        Segment::Index(index) => *step == "[*]" || **step == format!("[{index}]"),
    };
    !wanted.is_empty() && wanted.len() <= path.len() && wanted.iter().zip(path).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Flattened;

    fn selected(patterns: &[&str]) -> Result<Vec<String>, Problem> {
        let layers = vec![(vec![1.0], vec![2.0]), (vec![3.0], vec![4.0])];
        let flat =
            Flattened::of(&layers).under(&crate::parameters::Names::of(&["layers".to_owned()]));
        let patterns: Vec<String> = patterns.iter().map(|&p| p.to_owned()).collect();
        let chosen = select(flat.blocks(), &patterns)?;
        let chosen = flat
            .blocks()
            .iter()
            .zip(chosen)
            .filter(|(_, chosen)| *chosen);
        Ok(chosen.map(|(block, _)| block.path.to_string()).collect())
    }

    #[test]
    fn a_pattern_names_all_below_it() {
        assert_eq!(
            selected(&["layers[1]"]),
            Ok(vec!["layers[1].0".into(), "layers[1].1".into()])
        );
        assert_eq!(
            selected(&["layers[*].0"]),
            Ok(vec!["layers[0].0".into(), "layers[1].0".into()])
        );
        assert_eq!(selected(&[]).map(|all| all.len()), Ok(4));
    }

    #[test]
    fn a_pattern_that_names_nothing_is_an_error_that_lists_the_paths() {
        let Err(problem) = selected(&["layers[2]"]) else {
            panic!("layers[2] does not exist")
        };
        assert_eq!(
            problem.to_string(),
            "`only` names `layers[2]`, which is no parameter; the parameters are layers[0].0, layers[0].1, layers[1].0, layers[1].1"
        );
    }
}
