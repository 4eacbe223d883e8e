//! A network that is computed in f32 behind parameters in f64, with weight decay in f64.

use super::Family;
use super::arithmetic::{Written, all_of};
use super::networks::network;
use crate::draw::below;
use crate::linear::{add, dot};
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;
use std::rc::Rc;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "f32 network, gradient f64, decay", draw: |seed| drawn(seed, true), ..Family::ROUGH },
    Family { name: "f32 network, decay in f64", draw: |seed| drawn(seed, false), ..Family::ROUGH },
];

/// With the gradient of the network in f64, or in f32 as the network is.
fn drawn(seed: u64, in_double: bool) -> Problem {
    let rng = &mut Rng::new(seed).stream("decay");
    let (network, theta) = loop {
        let (network, theta) = network(rng, None, (10.0, 150.0));
        if !network.is_dead(&theta) {
            break (Rc::new(network), theta);
        }
    };
    let decay = [0.0, 1e-4, 1e-2][below(rng, 3)];
    let name = format!("{} with decay {decay} {seed}", network.name());
    let shapes = network.shapes();
    let with_decay = move |p: &Blocks, (cost, mut grads): (f64, Blocks)| {
        for (grad, x) in grads.iter_mut().zip(p) {
            add(grad, decay, x);
        }
        let squares: f64 = p.iter().map(|x| dot(x, x)).sum();
        (cost + 0.5 * decay * squares, grads)
    };
    let exact = {
        let network = Rc::clone(&network);
        move |p: &Blocks| with_decay(p, network.at::<f64>(p))
    };
    let exact = Problem::smooth(&name, theta.clone(), exact);
    let right = move |p: &Blocks| {
        let single: Vec<Vec<f32>> = p.iter().map(|block| all_of(block)).collect();
        let (cost, grads) = network.at(&single);
        let wide = |grad: &Vec<f32>| grad.iter().map(|&g| f64::from(g)).collect();
        let grads = if in_double {
            network.at::<f64>(p).1
        } else {
            grads.iter().map(wide).collect()
        };
        with_decay(p, (f64::from(cost), grads))
    };
    Problem {
        exact: Some(Box::new(exact)),
        ..Problem::new(&name, Traits::NOISY, theta, right).shaped(&shapes)
    }
}
