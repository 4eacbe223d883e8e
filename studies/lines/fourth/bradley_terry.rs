use grad_check::grad_check;
use std::collections::HashMap;

type Ratings = HashMap<String, f64>;

fn ratings() -> Ratings {
    [("ada", 0.7), ("bob", -0.4), ("cyd", 0.2), ("dov", 1.1)].map(|(name, r)| (name.to_string(), r)).into()
}

fn games() -> Vec<(&'static str, &'static str, f64)> {
    vec![("ada", "bob", 1.0), ("cyd", "ada", 0.5), ("dov", "cyd", 1.0), ("bob", "dov", 0.0), ("ada", "dov", 1.0), ("bob", "cyd", 0.5)]
}

/// Ratings of players from their games at home and away, with ties counted as halves, and drawn together.
#[grad_check(
    at(ratings = ratings(), home = 0.3, slope = 1.2),
    given(games = games(), strength = 0.15)
)]
fn rating_loss(
    ratings: &Ratings,
    home: f64,
    slope: f64,
    games: &[(&str, &str, f64)],
    strength: f64,
) -> (f64, (Ratings, f64, f64)) {
    let count = games.len() as f64;
    let mean = ratings.values().sum::<f64>() / ratings.len() as f64;
    let spread: f64 = ratings.values().map(|r| (r - mean).powi(2)).sum();
    let mut loss = 0.5 * strength * spread;
    let mut grads: Ratings = ratings.iter().map(|(name, r)| (name.clone(), strength * (r - mean))).collect(); //~ let mut grads: Ratings = ratings.iter().map(|(name, r)| (name.clone(), strength * r)).collect(); //~ let mut grads: Ratings = ratings.keys().map(|name| (name.clone(), 0.0)).collect(); //~ let mut grads: Ratings = ratings.iter().map(|(name, r)| (name.clone(), 2.0 * strength * (r - mean))).collect(); //~ let mut grads: Ratings = ratings.iter().map(|(name, r)| (name.clone(), r - mean)).collect();
    let (mut grad_home, mut grad_slope) = (0.0, 0.0);
    for &(host, guest, won) in games {
        let ahead = ratings[host] - ratings[guest] + home;
        let logit = slope * ahead;
        let chance = 1.0 / (1.0 + (-logit).exp());
        loss -= (won * chance.ln() + (1.0 - won) * (1.0 - chance).ln()) / count;

        let miss = (chance - won) / count; //~ let miss = chance - won; //~ let miss = (won - chance) / count; //~ let miss = chance / count; //~ let miss = (logit - won) / count;
        grad_slope += miss * ahead; //~ grad_slope += miss * logit; //~ grad_slope += miss; //~ grad_slope += miss * (ahead - home); //~ grad_slope = miss * ahead;
        let push = miss * slope; //~ let push = miss; //~ let push = miss / slope; //~ let push = miss * slope * slope; //~ let push = miss * slope * chance;
        grad_home += push; //~ grad_home += miss; //~ grad_home += push * home; //~ grad_home -= push; //~ grad_home = push;
        *grads.get_mut(host).unwrap() += push; //~ *grads.get_mut(host).unwrap() += miss; //~ *grads.get_mut(host).unwrap() -= push; //~ *grads.get_mut(host).unwrap() = push; //~ *grads.get_mut(guest).unwrap() += push;
        *grads.entry(guest.to_string()).or_default() -= push; //~ *grads.entry(guest.to_string()).or_default() += push; //~ *grads.entry(guest.to_string()).or_default() -= 2.0 * push; //~ *grads.entry(guest.to_string()).or_default() -= push * won; //~ *grads.entry(host.to_string()).or_default() -= push;
    }
    (loss, (grads, grad_home, grad_slope))
}
