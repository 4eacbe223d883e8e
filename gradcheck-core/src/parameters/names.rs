//! What blocks are called: the names of the arguments that they come from, and of the parts of a flat vector.

use super::{Block, BlockPath, Flattened};
use crate::report::Problem;
use crate::shape::Shape;

/// The names of the differentiated arguments, and the parts of those that are flat vectors.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Names {
    pub(crate) arguments: Vec<String>,
    pub(crate) layouts: Vec<Layout>,
}

/// A flat vector that holds several arrays, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// The path of the vector.
    pub(crate) vector: String,
    /// Name and shape of each part.
    pub(crate) parts: Vec<(String, Vec<usize>)>,
}

impl Layout {
    fn count(&self) -> usize {
        self.parts
            .iter()
            .map(|(_, shape)| shape.iter().product::<usize>())
            .sum()
    }
}

impl Names {
    pub(crate) fn of(arguments: &[String]) -> Self {
        Self {
            arguments: arguments.to_vec(),
            layouts: Vec::new(),
        }
    }

    /// These blocks under their names. A vector whose numbers aren't those of its parts stays whole.
    pub(super) fn give(&self, blocks: Vec<Block>) -> Vec<Block> {
        let blocks = blocks.into_iter().map(|block| self.named(block));
        if self.layouts.is_empty() {
            return blocks.collect();
        }
        blocks.flat_map(|block| self.in_parts(block)).collect()
    }

    fn named(&self, mut block: Block) -> Block {
        let path = std::mem::take(&mut block.path);
        block.path = match self.arguments.as_slice() {
            [single] => path.under_single(single),
            several => path.under_several(several),
        };
        block
    }

    /// A block that has its name, in its parts if it is a vector of several.
    fn in_parts(&self, block: Block) -> Vec<Block> {
        let path = block.path.to_string();
        let is_of = |layout: &&Layout| {
            let is_here = layout.vector == path || block.path.without_d_is(&layout.vector);
            is_here && layout.count() == block.shape.count()
        };
        match self.layouts.iter().find(is_of) {
            Some(layout) => self.parts(&block, layout),
            None => vec![block],
        }
    }

    /// The parts of a vector as blocks of their own. Under a single argument they stand alone, as the fields of a
    /// struct do.
    fn parts(&self, vector: &Block, layout: &Layout) -> Vec<Block> {
        let mut start = vector.start;
        let part = |(name, shape): &(String, Vec<usize>)| {
            let shape = Shape::new(shape);
            let mut path = match self.arguments.as_slice() {
                [single] if *single == layout.vector => BlockPath::default(),
                _ => vector.path.clone(),
            };
            path.push_name(name);
            let block = Block {
                path,
                start,
                ..vector.clone()
            };
            start += shape.count();
            Block { shape, ..block }
        };
        layout.parts.iter().map(part).collect()
    }

    /// Whether each layout is that of a vector among these parameters, which have their names.
    pub(crate) fn fit(&self, flat: &Flattened) -> Result<(), Problem> {
        if self.layouts.is_empty() {
            return Ok(());
        }
        let paths: Vec<String> = flat.blocks().iter().map(|b| b.path.to_string()).collect();
        for layout in &self.layouts {
            let vector = layout.vector.clone();
            let stands_alone = self.arguments == [vector.as_str()];
            // A part may have the vector's own name.
            let is_part = |at: usize| {
                let (block, path) = (&flat.blocks()[at], &paths[at]);
                let mut parts = layout.parts.iter();
                stands_alone && parts.any(|(n, of)| n == path && block.shape == Shape::new(of))
            };
            let whole = paths.iter().position(|path| *path == vector);
            if let Some(at) = whole.filter(|at| !is_part(*at)) {
                return Err(Problem::LayoutSize {
                    vector,
                    parts: layout.count(),
                    numbers: flat.blocks()[at].shape.count(),
                });
            }
            let is_there = |(name, _): &(String, Vec<usize>)| {
                let below = format!("{vector}.{name}");
                paths
                    .iter()
                    .any(|path| *path == below || stands_alone && path == name)
            };
            if layout.parts.is_empty() || !layout.parts.iter().all(is_there) {
                return Err(Problem::LayoutOfNothing { vector, paths });
            }
        }
        Ok(())
    }
}
