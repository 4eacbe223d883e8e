use grad_check::Params;

#[derive(Clone, Params)]
struct Slips {
    #[params(skp)]
    a: f64,
    #[params(skip = true)]
    b: f64,
    #[params(rename)]
    c: f64,
    #[params(rename = 3)]
    d: f64,
    #[params(rename = "W[1]")]
    e: f64,
    #[params(rename = "")]
    f: f64,
    #[params(with)]
    g: f64,
    #[params(with = "a module")]
    h: f64,
    #[params(skip, rename = "i")]
    i: f64,
    #[params(skip, skip)]
    j: f64,
    #[params]
    k: f64,
    #[params(freeze)]
    l: f64,
    #[params(rename("x"))]
    m: f64,
    #[params(rename = "W 1")]
    n: f64,
    #[params(rename = "x" with = angle)]
    o: f64,
    #[params("skip")]
    p: f64,
    #[params()]
    q: f64,
    #[params(with = angle, skip)]
    #[params(rename = "r")]
    r: f64,
    #[params(crate = grad_check)]
    s: f64,
    #[params(skp, renam = "t", with)]
    all_at_once: f64,
}

#[derive(Clone, Params)]
struct SameName {
    weight: f64,
    #[params(rename = "weight")]
    w: f64,
}

#[derive(Clone, Params)]
struct SamePosition(#[params(rename = "1")] f64, f64);

#[derive(Clone, Params)]
#[params(crate = "grad_check")]
struct QuotedCrate {
    weight: f64,
}

#[derive(Clone, Params)]
#[params(rename = "layer")]
struct OnAType {
    weight: f64,
}

#[derive(Clone, Params)]
enum OnAVariant {
    #[params(rename = "linear")]
    Linear(f64),
    #[params(skip)]
    Skipped(#[params(skp)] f64),
}

#[derive(Clone, Copy, Params)]
union Either {
    a: f64,
    b: f64,
}

// Uses of a type whose derive is wrong are no errors of their own.
fn uses(slips: &Slips) {
    grad_check::Flattened::of(slips);
}

fn main() {}
