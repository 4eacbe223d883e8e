use grad_check::grad_check;

#[derive(Clone, Copy, Default)]
struct State {
    angle: f64,
    speed: f64,
}

/// A driven pendulum whose states are a struct, and the adjoint as another one, field by field.
#[grad_check(at(length = 1.3, friction = 0.2, push = [0.5, -0.3, 0.4, 0.1, -0.6, 0.2]), given(goal = 0.8, h = 0.15))]
fn swing(length: f64, friction: f64, push: [f64; 6], goal: f64, h: f64) -> (f64, (f64, f64, [f64; 6])) {
    let gravity = 9.81;
    let mut path = [State { angle: 0.3, speed: -0.1 }; 7];
    for t in 0..6 {
        let now = path[t];
        let pull = -gravity / length * now.angle.sin() - friction * now.speed + push[t];
        path[t + 1].speed = now.speed + h * pull;
        path[t + 1].angle = now.angle + h * path[t + 1].speed;
    }
    let end = path[6];
    let effort: f64 = push.iter().map(|p| p * p).sum();
    let cost = 0.5 * (end.angle - goal).powi(2) + 0.1 * end.speed * end.speed + 0.05 * effort;

    let mut bar = State::default();
    bar.angle = end.angle - goal; //~ bar.angle = goal - end.angle; //~ bar.angle = end.angle; //~ bar.angle = 2.0 * (end.angle - goal);
    bar.speed = 0.2 * end.speed; //~ bar.speed = 0.1 * end.speed; //~ bar.speed = end.speed; //~ bar.speed = 0.0; //~ bar.speed = 0.2 * end.angle;
    let (mut d_length, mut d_friction) = (0.0, 0.0);
    let mut d_push = [0.0; 6];
    for t in (0..6).rev() {
        let now = path[t]; //~ let now = path[t + 1]; //~ let now = path[0];
        bar.speed += h * bar.angle; //~ bar.speed = h * bar.angle; //~ bar.speed += bar.angle; //~ bar.speed -= h * bar.angle;
        let force = h * bar.speed; //~ let force = bar.speed; //~ let force = h * bar.angle; //~ let force = -h * bar.speed;
        d_push[t] = force + 0.1 * push[t]; //~ d_push[t] = force; //~ d_push[t] = force + 0.05 * push[t]; //~ d_push[t] = force * push[t]; //~ d_push[t] = force - 0.1 * push[t]; //~ d_push[t] = bar.speed + 0.1 * push[t];
        d_friction -= force * now.speed; //~ d_friction += force * now.speed; //~ d_friction -= force; //~ d_friction -= force * now.angle; //~ d_friction = -force * now.speed;
        d_length += force * gravity / (length * length) * now.angle.sin(); //~ d_length += force * gravity / length * now.angle.sin(); //~ d_length -= force * gravity / (length * length) * now.angle.sin(); //~ d_length += force * gravity / (length * length) * now.angle.cos(); //~ d_length += force / (length * length) * now.angle.sin();
        bar.angle -= force * gravity / length * now.angle.cos(); //~ bar.angle += force * gravity / length * now.angle.cos(); //~ bar.angle -= force * gravity / length * now.angle.sin(); //~ bar.angle -= force * gravity / length; //~ bar.angle = -force * gravity / length * now.angle.cos();
        bar.speed -= force * friction; //~ bar.speed += force * friction; //~ bar.speed -= force; //~ bar.speed -= h * friction; //~ bar.speed = -force * friction;
    }
    (cost, (d_length, d_friction, d_push))
}
