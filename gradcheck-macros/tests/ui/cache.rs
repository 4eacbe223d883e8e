use grad_check::grad_check;

struct Cache {
    x: f64,
}

#[grad_check(cache)]
fn no_function(x: f64) -> (f64, Cache) { (x, Cache { x }) }

#[grad_check(jacobian = slope, cache)]
fn no_way_back(x: f64) -> (f64, Cache) { (x, Cache { x }) }

#[grad_check(pullback = backward, cache = Cache)]
fn with_value(x: f64) -> (f64, Cache) { (x, Cache { x }) }

#[grad_check(pullback = backward, cache)]
fn no_cache(x: f64) -> f64 { x }

#[grad_check(pullback = backward)]
fn forgotten(x: f64) -> (f64, Cache) { (x, Cache { x }) }

#[grad_check(gradient = slope)]
fn forgotten_of_cost(x: f64) -> Option<(f64, Cache)> { Some((x, Cache { x })) }

fn backward(dy: &f64, cache: &Cache) -> f64 { dy * cache.x }

fn slope(cache: &Cache) -> f64 { cache.x }

fn main() {}
