//! A model with its data and a test point, and how one is put together.

use crate::activation::Activation;
use crate::graph::{Graph, Id, Matrix, Op, Site};
use crate::loss::{Loss, Penalty};
use crate::point::{Named, Point, Role};
use grad_check::Rng;
use std::rc::Rc;

/// A model at a point.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) family: &'static str,
    pub(crate) graph: Graph,
    pub(crate) point: Point,
    /// How many samples the loss is a mean of; none for what isn't a mean.
    pub(crate) samples: usize,
    /// The dimensions of the data, as the model's author has them: samples first.
    pub(crate) given: Vec<(&'static str, Vec<usize>)>,
    pub(crate) penalty: Option<Penalty>,
}

impl Model {
    pub(crate) fn components(&self) -> usize {
        self.point.arrays.iter().map(Matrix::len).sum()
    }
}

/// A model that is being put together, layer by layer.
pub(crate) struct Draft<'r> {
    pub(crate) rng: &'r mut Rng,
    pub(crate) graph: Graph,
    named: Vec<Named>,
    theta: Vec<Matrix>,
    layer: usize,
    sites: Site,
    given: Vec<(&'static str, Vec<usize>)>,
}

/// A whole number below the bound.
pub(crate) fn below(rng: &mut Rng, bound: usize) -> usize {
    #[allow(clippy::cast_possible_truncation)] // the remainder is below a usize
    let number = (rng.bits() % bound as u64) as usize;
    number
}

/// One of these.
pub(crate) fn pick<T: Copy>(rng: &mut Rng, of: &[T]) -> T {
    of[below(rng, of.len())]
}

impl<'r> Draft<'r> {
    pub(crate) fn new(rng: &'r mut Rng) -> Self {
        Self {
            rng,
            graph: Graph::default(),
            named: Vec::new(),
            theta: Vec::new(),
            layer: 0,
            sites: 0,
            given: Vec::new(),
        }
    }

    /// What comes now belongs to the next layer.
    pub(crate) fn next_layer(&mut self) {
        self.layer += 1;
    }

    /// A place in the program where a mistake can be made.
    pub(crate) fn site(&mut self) -> Site {
        self.sites += 1;
        self.sites
    }

    /// Data of this name has these dimensions.
    pub(crate) fn given(&mut self, name: &'static str, dimensions: &[usize]) {
        self.given.push((name, dimensions.to_vec()));
    }

    /// Standard normal data.
    pub(crate) fn data(&mut self, rows: usize, columns: usize) -> Id {
        let data = self.rng.randn((rows, columns));
        self.graph.push(Op::Constant(data))
    }

    /// A block of this shape, stored as a matrix, of numbers around a centre.
    pub(crate) fn block(&mut self, named: (&str, Role), shape: &[usize], around: (f64, f64)) -> Id {
        let (name, role) = named;
        let columns = shape.get(1..).map_or(1, |rest| rest.iter().product());
        let dimensions = match shape {
            [n] => (1, *n),
            [rows, ..] => (*rows, columns),
            [] => (1, 1),
        };
        let (centre, scale) = around;
        let numbers: Matrix = self.rng.randn(dimensions);
        self.theta.push(numbers.mapv(|x| centre + scale * x));
        self.named.push(Named {
            name: name.to_owned(),
            shape: shape.to_vec(),
            role,
            layer: self.layer,
        });
        self.graph.push(Op::Parameter(self.theta.len() - 1))
    }

    /// A matrix, of a scale that keeps activations of the order of one.
    pub(crate) fn weight(&mut self, name: &str, rows: usize, columns: usize) -> Id {
        let scale = (0.6 + 0.8 * self.rng.unit()) / (rows as f64).sqrt();
        self.block((name, Role::Weight), &[rows, columns], (0.0, scale))
    }

    pub(crate) fn bias(&mut self, name: &str, count: usize) -> Id {
        self.block((name, Role::Bias), &[count], (0.0, 0.5))
    }

    /// x W + b, as a layer of its own.
    pub(crate) fn dense(&mut self, x: Id, label: &str, size: (usize, usize)) -> Id {
        let w = self.weight(&format!("W{label}"), size.0, size.1);
        let b = self.bias(&format!("b{label}"), size.1);
        let product = self.product(x, w);
        let sum = self.graph.push(Op::AddRow(product, b));
        self.next_layer();
        sum
    }

    /// A product at a site of its own.
    pub(crate) fn product(&mut self, a: Id, b: Id) -> Id {
        let site = self.site();
        self.graph.push(Op::Product(a, b, site))
    }

    pub(crate) fn activated(&mut self, z: Id, activation: Activation) -> Id {
        let site = self.site();
        self.graph.push(Op::Activated(z, activation, site))
    }

    /// The mean loss of these outputs, against targets drawn for it.
    pub(crate) fn loss(&mut self, outputs: Id, size: (usize, usize)) -> Id {
        self.given("y", &[size.0, size.1]);
        let loss = if size.1 > 1 && below(self.rng, 2) == 0 {
            Loss::CrossEntropy(Rc::new(self.labels(size)))
        } else {
            Loss::Squares(Rc::new(self.rng.randn(size)))
        };
        self.graph.push(Op::Loss(outputs, loss))
    }

    /// One-hot rows.
    pub(crate) fn labels(&mut self, (rows, classes): (usize, usize)) -> Matrix {
        let of: Vec<usize> = (0..rows).map(|_| below(self.rng, classes)).collect();
        Matrix::from_shape_fn((rows, classes), |(i, k)| f64::from(u8::from(of[i] == k)))
    }

    /// The model of this cost, with a penalty on its weights or without.
    pub(crate) fn finish(mut self, family: &'static str, cost: Id, samples: usize) -> Model {
        let lambda = 0.02 * 30_f64.powf(self.rng.unit());
        let penalty = match below(self.rng, 3) {
            0 => None,
            1 => Some(Penalty {
                lambda,
                is_l1: false,
            }),
            _ => Some(Penalty {
                lambda,
                is_l1: true,
            }),
        };
        let mut total = cost;
        for id in 0..=cost {
            match (penalty, &self.graph.steps[id]) {
                (Some(penalty), Op::Parameter(block))
                    if self.named[*block].role == Role::Weight =>
                {
                    let term = self.graph.push(Op::Penalty(id, penalty));
                    total = self.graph.push(Op::Sum(total, term));
                }
                _ => {}
            }
        }
        Model {
            family,
            graph: self.graph,
            point: Point {
                named: self.named.into(),
                arrays: self.theta,
            },
            samples,
            given: self.given,
            penalty,
        }
    }
}
