//! Activations and their slopes.

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    Tanh,
    Sigmoid,
    Softplus,
    Gelu,
    Relu,
    Leaky,
    Exp,
}

/// √(2/π), and the coefficient of the cube in GELU's approximation by tanh.
const GELU: (f64, f64) = (0.797_884_560_802_865_4, 0.044_715);
const LEAK: f64 = 0.1;

impl Activation {
    pub(crate) const SMOOTH: [Self; 4] = [Self::Tanh, Self::Sigmoid, Self::Softplus, Self::Gelu];
    pub(crate) const PIECEWISE: [Self; 2] = [Self::Relu, Self::Leaky];

    pub(crate) fn value(self, z: f64) -> f64 {
        match self {
            Self::Tanh => z.tanh(),
            Self::Sigmoid => sigmoid(z),
            Self::Softplus => z.max(0.0) + (-z.abs()).exp().ln_1p(),
            Self::Gelu => 0.5 * z * (1.0 + gelu_angle(z).tanh()),
            Self::Relu => z.max(0.0),
            Self::Leaky => z.max(LEAK * z),
            Self::Exp => z.exp(),
        }
    }

    /// The slope; `at_kink` is what it is where z = 0 and the sides differ.
    pub(crate) fn slope(self, z: f64, at_kink: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - z.tanh().powi(2),
            Self::Sigmoid => sigmoid(z) * (1.0 - sigmoid(z)),
            Self::Softplus => sigmoid(z),
            Self::Gelu => {
                let t = gelu_angle(z).tanh();
                let inner = GELU.0 * (1.0 + 3.0 * GELU.1 * z * z);
                0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * inner
            }
            Self::Relu | Self::Leaky if z == 0.0 => at_kink,
            Self::Relu => f64::from(u8::from(z > 0.0)),
            Self::Leaky if z > 0.0 => 1.0,
            Self::Leaky => LEAK,
            Self::Exp => z.exp(),
        }
    }

    /// Whether its slope is a mask.
    pub(crate) fn is_piecewise(self) -> bool {
        Self::PIECEWISE.contains(&self)
    }
}

pub(crate) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn gelu_angle(z: f64) -> f64 {
    GELU.0 * (z + GELU.1 * z * z * z)
}
