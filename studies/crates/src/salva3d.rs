//! salva3d 0.11.0: kernels of smoothed particle hydrodynamics, in f32.

use grad_check::grad_check;
use nalgebra::Vector3;
use salva3d::kernel::{CubicSplineKernel, Kernel, Poly6Kernel, SpikyKernel, ViscosityKernel};

#[grad_check(draws = 20, at = Vector3::from_iterator(uniform(3) * 0.4), types(K = CubicSplineKernel))]
#[grad_check(draws = 20, at = Vector3::from_iterator(uniform(3) * 0.4), types(K = Poly6Kernel))]
#[grad_check(draws = 20, at = Vector3::from_iterator(uniform(3) * 0.4), types(K = SpikyKernel))]
#[grad_check(draws = 20, at = Vector3::from_iterator(uniform(3) * 0.4), types(K = ViscosityKernel))]
fn kernel<K: Kernel>(v: Vector3<f32>) -> (f32, Vector3<f32>) {
    (K::apply(v, 0.8), K::apply_diff(v, 0.8))
}
