"""The network that every system is asked about: what problem.rs makes, number for number."""

import math
import numpy as np

SIZES = [100, 1_000, 10_000, 100_000, 1_000_000]
CASES = ["correct", "one entry", "one row", "flipped bias"]
BATCH, OUTPUTS = 8, 4


def splitmix(count):
    """The first numbers of splitmix64 with seed 0, in [-1, 1)."""
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0


class Problem:
    """Weights W1, b1, W2, b2, W3, b3 and data x, y, with widths (h, h, h, 4) for about `size` weights."""

    def __init__(self, size):
        # 2 (h + 1)(h + 2) weights.
        count = lambda h: 2 * (h + 1) * (h + 2)
        h = min(range(1, 2000), key=lambda h: abs(count(h) - size))
        self.parameters = count(h)
        shapes = [(h, h), (h,), (h, h), (h,), (h, OUTPUTS), (OUTPUTS,), (BATCH, h), (BATCH, OUTPUTS)]
        scales = [1 / math.sqrt(h), 0.1] * 3 + [1.0, 1.0]
        numbers = splitmix(sum(math.prod(shape) for shape in shapes))
        arrays = []
        for shape, scale in zip(shapes, scales):
            arrays.append(numbers[: math.prod(shape)].reshape(shape) * scale)
            numbers = numbers[math.prod(shape) :]
        *self.weights, self.x, self.y = arrays
        self.entry = np.zeros((h, h))
        self.entry[h // 2, h // 3] = 1.0
        self.row = np.zeros((h, h))
        self.row[h // 2] = 1.0


def cost(tanh, weights, x, y):
    """The mean of the squares, and what the way back needs. For arrays of any system."""
    w1, b1, w2, b2, w3, b3 = weights
    a1 = tanh(x @ w1 + b1)
    a2 = tanh(a1 @ w2 + b2)
    e = a2 @ w3 + b3 - y
    return (e * e).sum() / (BATCH * OUTPUTS), (a1, a2, e)


def gradient(weights, x, kept, case, entry, row):
    """The way back by hand, with the mistake of the case in it."""
    _, _, w2, _, w3, _ = weights
    a1, a2, e = kept
    d3 = e * (2.0 / (BATCH * OUTPUTS))
    d2 = (d3 @ w3.T) * (1.0 - a2 * a2)
    d1 = (d2 @ w2.T) * (1.0 - a1 * a1)
    dw2, db1 = a1.T @ d2, d1.sum(0)
    if case == "one entry":  # off by a thousandth of the norm of W2's gradient
        dw2 = dw2 + entry * (1e-3 * (dw2 * dw2).sum() ** 0.5)
    elif case == "one row":  # doubled
        dw2 = dw2 + row * dw2
    elif case == "flipped bias":
        db1 = -db1
    return x.T @ d1, db1, dw2, d2.sum(0), a2.T @ d3, d3.sum(0)
