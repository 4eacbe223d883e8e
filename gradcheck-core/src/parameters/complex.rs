//! Complex numbers, each two real parameters: its real and its imaginary part.
//!
//! The gradient of a real cost J with respect to z is the complex number ∂J/∂re z + i ∂J/∂im z: the
//! direction of steepest ascent, and twice the conjugate derivative ∂J/∂z̄ (Wirtinger 1927). It is what
//! `PyTorch` returns, and the conjugate of what JAX does.

use super::{Element, Flatten, Flattened, Params, Real, Restore};
use num_complex::Complex;

impl<T: Real> Flatten for Complex<T> {
    fn flatten(&self, into: &mut Flattened) {
        if let Some(element) = Self::element() {
            into.run(element, &[], |_| Some(self), |values| self.numbers(values));
        }
    }
    fn element() -> Option<Element> {
        let number = Element::number(T::PRECISION).within(&[2]);
        Some(Element {
            is_complex: true,
            ..number
        })
    }
    fn count() -> Option<usize> {
        Some(2)
    }
    fn numbers(&self, into: &mut Vec<f64>) {
        into.extend([self.re.get(), self.im.get()]);
    }
}

impl<T: Real> Params for Complex<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        from.number(&mut self.re);
        from.number(&mut self.im);
    }
}
