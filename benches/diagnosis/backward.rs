//! The backward pass of each step, with the places where mistakes are made.

use crate::activation::Activation;
use crate::fault::{Fault, Noise, single};
use crate::graph::{Graph, Id, Matrix, Op, Site, normalised, softmax};
use crate::loss::evidence;
use ndarray::Axis;

impl Graph {
    /// The gradient, one matrix for each block.
    pub(crate) fn gradient(
        &self,
        values: &[Matrix],
        theta: &[Matrix],
        fault: &Fault,
        noise: &Noise,
    ) -> Vec<Matrix> {
        let mut pass = Backward {
            graph: self,
            values,
            fault,
            slopes: vec![None; self.steps.len()],
        };
        let mut gradient: Vec<Matrix> = theta.iter().map(|t| Matrix::zeros(t.dim())).collect();
        if let Some(last) = pass.slopes.last_mut() {
            *last = Some(Matrix::ones((1, 1)));
        }
        for (id, op) in self.steps.iter().enumerate().rev() {
            let Some(mut slope) = pass.slopes[id].take() else {
                continue;
            };
            if let Some(mask) = noise.mask(id) {
                slope *= mask;
            }
            if matches!(fault, Fault::Single) {
                slope.mapv_inplace(single);
            }
            match op {
                Op::Parameter(block) => gradient[*block] += &slope,
                _ => pass.step(id, op, &slope),
            }
        }
        gradient
    }
}

struct Backward<'a> {
    graph: &'a Graph,
    values: &'a [Matrix],
    fault: &'a Fault,
    slopes: Vec<Option<Matrix>>,
}

impl Backward<'_> {
    fn add(&mut self, id: Id, slope: Matrix) {
        match &mut self.slopes[id] {
            Some(sum) => *sum += &slope,
            empty => *empty = Some(slope),
        }
    }

    /// What goes back through a step to those that it was made of.
    fn step(&mut self, id: Id, op: &Op, dy: &Matrix) {
        let graph = self.graph;
        let needs = |id: Id| graph.depends[id];
        let (values, fault) = (self.values, self.fault);
        match op {
            Op::Parameter(_) | Op::Constant(_) => {}
            Op::Product(a, b, site) => {
                if needs(*a) {
                    self.add(*a, self.through(*site, &values[*b], dy));
                }
                if needs(*b) {
                    self.add(*b, values[*a].t().dot(dy));
                }
            }
            Op::AddRow(a, b) => {
                if needs(*b) {
                    self.add(*b, self.of_bias(*b, dy));
                }
                if needs(*a) {
                    self.add(*a, dy.clone());
                }
            }
            Op::TimesRow(a, b) => {
                self.add(*b, sum_of_rows(&(dy * &values[*a])));
                self.add(*a, dy * &values[*b]);
            }
            Op::Sum(a, b) => [a, b]
                .into_iter()
                .filter(|&&id| needs(id))
                .for_each(|&id| self.add(id, dy.clone())),
            Op::Times(a, b) => {
                let is_dropped =
                    matches!(fault, Fault::FactorDropped(steps) if steps.contains(&id));
                self.add(
                    *a,
                    if is_dropped {
                        dy.clone()
                    } else {
                        dy * &values[*b]
                    },
                );
                self.add(*b, dy * &values[*a]);
            }
            Op::Scaled(a, factor) => self.add(*a, dy * *factor),
            Op::Activated(a, activation, site) => {
                let mut dz = dy * &self.slope(*a, id, *activation, *site);
                fault.disturb(*site, &mut dz);
                self.add(*a, dz);
            }
            Op::Gathered(a, _, from) => {
                let mut flat = vec![0.0; values[*a].len()];
                dy.iter().zip(&**from).for_each(|(d, &to)| flat[to] += d);
                let columns = values[*a].ncols();
                let of = |(i, j)| flat[i * columns + j];
                self.add(*a, Matrix::from_shape_fn(values[*a].dim(), of));
            }
            Op::Normalised(a, axis, site) => {
                let dx = self.of_normalised(*a, *axis, *site, &values[id], dy);
                self.add(*a, dx);
            }
            Op::Softmax(a) => {
                let p = softmax(&values[*a]);
                let mean = (dy * &p).sum_axis(Axis(1)).insert_axis(Axis(1));
                let is_centred = !matches!(fault, Fault::SoftmaxUncentred);
                self.add(*a, p * (dy - &(mean * f64::from(u8::from(is_centred)))));
            }
            Op::Loss(a, loss) => {
                let weights = match fault {
                    Fault::Samples(weights) => Some(weights.as_slice()),
                    _ => None,
                };
                self.add(*a, loss.slope(&values[*a], weights) * dy[[0, 0]]);
            }
            Op::Penalty(a, penalty) => {
                let factor = match (fault, &self.graph.steps[*a]) {
                    (Fault::Penalty(blocks, factor), Op::Parameter(b)) if blocks.contains(b) => {
                        *factor
                    }
                    _ => 1.0,
                };
                let slope = penalty.slope(&values[*a], fault.at_kink());
                self.add(*a, slope * (factor * dy[[0, 0]]));
            }
            Op::Evidence(a, y) => {
                let terms = match fault {
                    Fault::EvidenceOf(terms) => *terms,
                    _ => [1.0, 1.0],
                };
                self.add(*a, evidence(&values[*a], y, terms).1 * dy[[0, 0]]);
            }
        }
    }

    /// Back through a product: dy Wᵀ.
    fn through(&self, site: Site, w: &Matrix, dy: &Matrix) -> Matrix {
        let mut back = match self.fault {
            Fault::Untransposed(at) if *at == site => dy.dot(w),
            Fault::Reordered(at, order) if *at == site => dy.dot(&w.select(Axis(0), order).t()),
            _ => dy.dot(&w.t()),
        };
        self.fault.disturb(site, &mut back);
        back
    }

    fn of_bias(&self, id: Id, dy: &Matrix) -> Matrix {
        let Op::Parameter(block) = self.graph.steps[id] else {
            return sum_of_rows(dy);
        };
        match *self.fault {
            Fault::BiasOfRow(of, row, factor) if of == block => {
                dy.row(row).to_owned().insert_axis(Axis(0)) * factor
            }
            Fault::BiasOfAll(of) if of == block => Matrix::from_elem((1, dy.ncols()), dy.sum()),
            _ => sum_of_rows(dy),
        }
    }

    /// The slope of an activation, as the mistake has it.
    fn slope(&self, z: Id, output: Id, activation: Activation, site: Site) -> Matrix {
        let values = self.values;
        let slope = |z: &Matrix| z.mapv(|z| activation.slope(z, self.fault.at_kink()));
        match *self.fault {
            Fault::SlopeMissing(at) if at == site => Matrix::ones(values[z].dim()),
            Fault::SlopeAtOutput(at) if at == site => slope(&values[output]),
            Fault::SlopeInverted(at) if at == site => slope(&-&values[z]),
            Fault::SlopeOf(at, other) if at == site => {
                let mut steps = self.graph.steps.iter();
                let other = steps.find_map(|op| match op {
                    Op::Activated(z, _, site) if *site == other => Some(*z),
                    _ => None,
                });
                slope(&values[other.unwrap_or(z)])
            }
            _ => slope(&values[z]),
        }
    }

    fn of_normalised(&self, x: Id, axis: Axis, site: Site, y: &Matrix, dy: &Matrix) -> Matrix {
        let (_, deviation) = normalised(&self.values[x], axis);
        let mut dx = match self.fault {
            Fault::StatisticsConstant(at) if *at == site => dy / &deviation,
            _ => {
                let count = y.len_of(axis) as f64;
                let mean = |m: &Matrix| m.sum_axis(axis).insert_axis(axis) / count;
                (dy - &mean(dy) - y * &mean(&(dy * y))) / &deviation
            }
        };
        self.fault.disturb(site, &mut dx);
        dx
    }
}

fn sum_of_rows(dy: &Matrix) -> Matrix {
    dy.sum_axis(Axis(0)).insert_axis(Axis(0))
}
