use grad_check::{Outcome, grad_check};

#[derive(Clone, Copy)]
struct State {
    place: f64,
    angle: f64,
    speed: f64,
    spin: f64,
}

#[derive(Outcome)]
struct Plan {
    #[outcome(cost)]
    cost: f64,
    #[outcome(gradient)]
    by_forces: Vec<f64>,
    #[outcome(gradient)]
    by_start: [f64; 4],
    #[outcome(gradient)]
    by_length: f64,
}

/// A cart with a hanging load is pushed along: semi-implicit steps forward, and the adjoints back.
#[grad_check(
    at(forces = vec![0.8, -0.3, 0.5, -0.9, 0.2], start = [0.2, 0.4, -0.1, 0.3], length = 1.3),
    given(goal = 0.9, dt = 0.15, drag = 0.2, effort = 0.1)
)]
fn cart_control(forces: &[f64], start: [f64; 4], length: f64, goal: f64, dt: f64, drag: f64, effort: f64) -> Plan {
    const G: f64 = 9.81;
    let mut states = vec![State { place: start[0], angle: start[1], speed: start[2], spin: start[3] }];
    let mut cost = 0.0;
    for &force in forces {
        let old = states[states.len() - 1];
        let push = force - drag * old.speed;
        let speed = old.speed + dt * push;
        let swing = -(G * old.angle.sin() + push * old.angle.cos()) / length;
        let spin = old.spin + dt * swing;
        states.push(State { place: old.place + dt * speed, angle: old.angle + dt * spin, speed, spin });
        cost += 0.5 * effort * force * force * dt;
    }
    let end = states[forces.len()];
    cost += 0.5 * (end.place - goal).powi(2) + 0.5 * end.angle * end.angle + 0.25 * end.spin * end.spin;

    let mut place_bar = end.place - goal; //~ let mut place_bar = goal - end.place; //~ let mut place_bar = end.place; //~ let mut place_bar = 2.0 * (end.place - goal);
    let mut angle_bar = end.angle; //~ let mut angle_bar = 0.0; //~ let mut angle_bar = -end.angle; //~ let mut angle_bar = end.angle.sin();
    let mut speed_bar = 0.0; //~ let mut speed_bar = end.speed; //~ let mut speed_bar = 1.0;
    let mut spin_bar = 0.5 * end.spin; //~ let mut spin_bar = end.spin; //~ let mut spin_bar = 0.25 * end.spin; //~ let mut spin_bar = 0.0;
    let mut by_forces = vec![0.0; forces.len()];
    let mut by_length = 0.0;
    for (t, &force) in forces.iter().enumerate().rev() {
        let old = states[t]; //~ let old = states[t + 1];
        let push = force - drag * old.speed; //~ let push = force; //~ let push = force + drag * old.speed;
        spin_bar += dt * angle_bar; //~ spin_bar = dt * angle_bar; //~ spin_bar += angle_bar; //~ spin_bar -= dt * angle_bar;
        speed_bar += dt * place_bar; //~ speed_bar += place_bar; //~ speed_bar = dt * place_bar;
        let swing_bar = dt * spin_bar; //~ let swing_bar = spin_bar; //~ let swing_bar = dt * angle_bar; //~ let swing_bar = -dt * spin_bar;
        let push_bar = dt * speed_bar - swing_bar * old.angle.cos() / length; //~ let push_bar = dt * speed_bar; //~ let push_bar = dt * speed_bar + swing_bar * old.angle.cos() / length; //~ let push_bar = dt * speed_bar - swing_bar * old.angle.cos(); //~ let push_bar = dt * speed_bar - swing_bar * old.angle.sin() / length;
        let bend = G * old.angle.cos() - push * old.angle.sin(); //~ let bend = G * old.angle.cos() + push * old.angle.sin(); //~ let bend = G * old.angle.cos(); //~ let bend = G - push * old.angle.sin();
        angle_bar -= swing_bar * bend / length; //~ angle_bar += swing_bar * bend / length; //~ angle_bar = -swing_bar * bend / length; //~ angle_bar -= swing_bar * bend;
        let pull = G * old.angle.sin() + push * old.angle.cos(); //~ let pull = G * old.angle.sin(); //~ let pull = G * old.angle.cos() + push * old.angle.sin(); //~ let pull = G * old.angle.sin() - push * old.angle.cos();
        by_length += swing_bar * pull / (length * length); //~ by_length -= swing_bar * pull / (length * length); //~ by_length += swing_bar * pull / length; //~ by_length = swing_bar * pull / (length * length);
        by_forces[t] = push_bar + effort * force * dt; //~ by_forces[t] = push_bar; //~ by_forces[t] = push_bar + effort * force; //~ by_forces[t] = effort * force * dt - push_bar;
        speed_bar -= drag * push_bar; //~ speed_bar += drag * push_bar; //~ speed_bar -= push_bar; //~ speed_bar *= 1.0 - drag * dt;
    }
    Plan { cost, by_forces, by_start: [place_bar, angle_bar, speed_bar, spin_bar], by_length } //~ Plan { cost, by_forces, by_start: [place_bar, speed_bar, angle_bar, spin_bar], by_length } //~ Plan { cost, by_forces, by_start: [place_bar, angle_bar, speed_bar, 0.0], by_length }
}
