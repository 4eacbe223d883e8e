use grad_check::grad_check;

/// Tuning a controller in a closed loop: its gains, through a plant with a lag, walked back in time by `rev`.
#[grad_check(
    at(proportional = 1.1, integral = 0.4, derivative = 0.2),
    given(goal = vec![1.0, 1.0, 0.6, 0.6, 0.9], lag = 0.7, effort = 0.05)
)]
fn closed_loop(proportional: f64, integral: f64, derivative: f64, goal: &[f64], lag: f64, effort: f64) -> (f64, f64, f64, f64) {
    struct Step {
        error: f64,
        sum: f64,
        change: f64,
        action: f64,
    }
    let (mut y, mut sum, mut last) = (0.1, 0.0, 0.0);
    let mut cost = 0.0;
    let history: Vec<Step> = goal
        .iter()
        .map(|goal| {
            let error = goal - y;
            sum += error;
            let change = error - last;
            last = error;
            let action = proportional * error + integral * sum + derivative * change;
            y = lag * y + (1.0 - lag) * action.tanh();
            cost += 0.5 * error * error + 0.5 * effort * action * action;
            Step { error, sum, change, action }
        })
        .collect();

    let (mut y_bar, mut sum_bar, mut last_bar) = (0.0, 0.0, 0.0); //~ let (mut y_bar, mut sum_bar, mut last_bar) = (1.0, 0.0, 0.0); //~ let (mut y_bar, mut sum_bar, mut last_bar) = (0.0, 0.0, 1.0); //~ let (mut y_bar, mut sum_bar, mut last_bar) = (y, 0.0, 0.0);
    let (mut by_p, mut by_i, mut by_d) = (0.0, 0.0, 0.0);
    for step in history.iter().rev() {
        let squashed = step.action.tanh(); //~ let squashed = step.action; //~ let squashed = step.error.tanh(); //~ let squashed = step.action.sin();
        let mut action_bar = y_bar * (1.0 - lag) * (1.0 - squashed * squashed); //~ let mut action_bar = y_bar * (1.0 - squashed * squashed); //~ let mut action_bar = y_bar * (1.0 - lag); //~ let mut action_bar = y_bar * lag * (1.0 - squashed * squashed); //~ let mut action_bar = y_bar * (1.0 - lag) * (1.0 - squashed);
        action_bar += effort * step.action; //~ action_bar += step.action; //~ action_bar -= effort * step.action; //~ action_bar += effort * step.error; //~ action_bar = effort * step.action;
        by_p += action_bar * step.error; //~ by_p += action_bar * step.sum; //~ by_p -= action_bar * step.error; //~ by_p = action_bar * step.error; //~ by_p += action_bar;
        by_i += action_bar * step.sum; //~ by_i += action_bar * step.error; //~ by_i += sum_bar * step.sum; //~ by_i += 2.0 * action_bar * step.sum;
        by_d += action_bar * step.change; //~ by_d += action_bar * step.sum; //~ by_d -= action_bar * step.change; //~ by_d += action_bar * derivative;
        sum_bar += action_bar * integral; //~ sum_bar += action_bar; //~ sum_bar = action_bar * integral; //~ sum_bar += action_bar * proportional; //~ sum_bar -= action_bar * integral;
        let change_bar = action_bar * derivative; //~ let change_bar = action_bar; //~ let change_bar = action_bar * integral; //~ let change_bar = -action_bar * derivative;
        let error_bar = step.error + action_bar * proportional + sum_bar + change_bar + last_bar; //~ let error_bar = step.error + action_bar * proportional + sum_bar + change_bar; //~ let error_bar = action_bar * proportional + sum_bar + change_bar + last_bar; //~ let error_bar = step.error + action_bar * proportional + change_bar + last_bar; //~ let error_bar = step.error + action_bar + sum_bar + change_bar + last_bar; //~ let error_bar = step.error + action_bar * proportional + sum_bar - change_bar + last_bar;
        last_bar = -change_bar; //~ last_bar = change_bar; //~ last_bar -= change_bar; //~ last_bar = -action_bar;
        y_bar = lag * y_bar - error_bar; //~ y_bar = lag * y_bar + error_bar; //~ y_bar = -error_bar; //~ y_bar = y_bar - error_bar; //~ y_bar = lag * (y_bar - error_bar); //~ y_bar = (1.0 - lag) * y_bar - error_bar;
    }
    (cost, by_p, by_i, by_d) //~ (cost, by_i, by_p, by_d) //~ (cost, by_p, by_i, -by_d) //~ (cost, by_p, by_d, by_i)
}
