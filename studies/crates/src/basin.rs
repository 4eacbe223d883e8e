//! basin 3.2.0: test functions of optimisation, whose gradients and Jacobians are written to a buffer.

use basin::problems as p;
use grad_check::grad_check;

macro_rules! gradients {
    ($($name:ident at $at:expr, $gradient:ident;)*) => {$(
        #[grad_check(out(out), draws = 20, at = 2.0 * randn($at.len()))]
        fn $name(x: &[f64], out: &mut [f64]) -> f64 {
            p::$gradient(x, out);
            p::$name(x)
        }
    )*};
}
gradients! {
    easom at [2.9, 3.6], easom_gradient;
    styblinski_tang at [0.7, -1.2, 2.1], styblinski_tang_gradient;
    schaffer_n2 at [1.3, -0.8], schaffer_n2_gradient;
    three_hump_camel at [1.3, -0.8], three_hump_camel_gradient;
    sphere at [1.3, -0.8], sphere_gradient;
    matyas at [1.3, -0.8], matyas_gradient;
    goldstein_price at [0.3, -0.8], goldstein_price_gradient;
    mccormick at [1.3, -0.8], mccormick_gradient;
    booth at [1.3, -0.8], booth_gradient;
    himmelblau at [1.3, -0.8], himmelblau_gradient;
    beale at [1.3, -0.8], beale_gradient;
    levy at [1.3, -0.8, 2.2], levy_gradient;
    rosenbrock at [1.3, -0.8, 0.4], rosenbrock_gradient;
    picheny at [0.3, 0.8], picheny_gradient;
}
