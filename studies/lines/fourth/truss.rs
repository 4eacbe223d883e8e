use grad_check::grad_check;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Left,
    Top,
    Right,
}

struct Bar {
    ends: (Node, Node),
    rest: f64,
    stiffness: f64,
}

fn bars() -> Vec<Bar> {
    let bar = |a, b, rest, stiffness| Bar { ends: (a, b), rest, stiffness };
    vec![bar(Node::Left, Node::Top, 1.2, 3.0), bar(Node::Top, Node::Right, 1.4, 2.0), bar(Node::Left, Node::Right, 1.9, 4.0)]
}

/// The energy of a loaded truss, in where its nodes are and how thick its bars are; forces are kept by node.
#[grad_check(
    at(left = [0.1, 0.0], top = [1.0, 0.9], right = [2.1, -0.1], thickness = vec![0.8, 1.1, 0.9]),
    given(bars = bars(), load = [0.3, -0.7])
)]
fn truss_energy(
    left: [f64; 2],
    top: [f64; 2],
    right: [f64; 2],
    thickness: &[f64],
    bars: &[Bar],
    load: [f64; 2],
) -> (f64, ([f64; 2], [f64; 2], [f64; 2], Vec<f64>)) {
    let places = BTreeMap::from([(Node::Left, left), (Node::Top, top), (Node::Right, right)]);
    let mut energy = -(load[0] * top[0] + load[1] * top[1]);
    let mut forces: BTreeMap<Node, [f64; 2]> = places.keys().map(|&node| (node, [0.0, 0.0])).collect();
    let mut of_thickness = Vec::with_capacity(bars.len());
    for (bar, &thick) in bars.iter().zip(thickness) {
        let (p, q) = (places[&bar.ends.0], places[&bar.ends.1]);
        let along = [q[0] - p[0], q[1] - p[1]];
        let length = along[0].hypot(along[1]);
        let strain = (length - bar.rest) / bar.rest;
        let modulus = bar.stiffness * thick;
        energy += 0.5 * modulus * strain * strain * bar.rest + 0.1 * thick * thick * bar.rest;

        let tension = modulus * strain; //~ let tension = modulus * strain * bar.rest; //~ let tension = 0.5 * modulus * strain; //~ let tension = bar.stiffness * strain; //~ let tension = modulus * strain * strain;
        let unit = along.map(|x| x / length); //~ let unit = along.map(|x| x / bar.rest); //~ let unit = along; //~ let unit = along.map(|x| -x / length);
        let pull = unit.map(|x| x * tension); //~ let pull = unit.map(|x| x * modulus); //~ let pull = unit.map(|x| x + tension); //~ let pull = along.map(|x| x * tension);
        if let Some(force) = forces.get_mut(&bar.ends.0) {
            force.iter_mut().zip(pull).for_each(|(f, x)| *f -= x); //~ force.iter_mut().zip(pull).for_each(|(f, x)| *f += x); //~ force.iter_mut().zip(pull).for_each(|(f, x)| *f = -x); //~ force.iter_mut().zip(along).for_each(|(f, x)| *f -= x);
        }
        if let Some(force) = forces.get_mut(&bar.ends.1) {
            force.iter_mut().zip(pull).for_each(|(f, x)| *f += x); //~ force.iter_mut().zip(pull).for_each(|(f, x)| *f -= x); //~ force.iter_mut().zip(unit).for_each(|(f, x)| *f += x); //~ force.iter_mut().zip(pull).for_each(|(f, x)| *f = x);
        }
        let stretch = 0.5 * bar.stiffness * strain * strain * bar.rest; //~ let stretch = 0.5 * modulus * strain * strain * bar.rest; //~ let stretch = bar.stiffness * strain * strain * bar.rest; //~ let stretch = 0.5 * bar.stiffness * strain * strain;
        let weight = 0.2 * thick * bar.rest; //~ let weight = 0.1 * thick * bar.rest; //~ let weight = 0.2 * thick; //~ let weight = 0.2 * thick * thick * bar.rest;
        of_thickness.push(stretch + weight); //~ of_thickness.push(stretch); //~ of_thickness.push(stretch - weight); //~ of_thickness.push(stretch * weight);
    }
    let of_top = [forces[&Node::Top][0] - load[0], forces[&Node::Top][1] - load[1]]; //~ let of_top = forces[&Node::Top]; //~ let of_top = [forces[&Node::Top][0] + load[0], forces[&Node::Top][1] + load[1]]; //~ let of_top = [forces[&Node::Top][0] - load[1], forces[&Node::Top][1] - load[0]];
    (energy, (forces[&Node::Left], of_top, forces[&Node::Right], of_thickness)) //~ (energy, (forces[&Node::Right], of_top, forces[&Node::Left], of_thickness)) //~ (energy, (forces[&Node::Left], of_top, forces[&Node::Top], of_thickness))
}
