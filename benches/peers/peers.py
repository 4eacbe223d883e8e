"""Asks each system's gradient checker about the same networks; a line of JSON for every answer."""

import json
import math
import re
import statistics
import sys
import time

import autograd.test_util
import jax
import numpy as np
import scipy.optimize
import torch
from autograd.extend import defvjp, primitive
from jax.test_util import check_grads
from problem import CASES, SIZES, Problem, cost, gradient
from torch.autograd.gradcheck import GradcheckError

LIMIT = 90.0  # seconds for a check
SCIPY_BOUND = 1e-5  # SciPy returns a norm and leaves the verdict to its user
torch.set_num_threads(1)


class TooLong(Exception):
    pass


class Calls:
    """What a system calls, counted inside the functions; a check that takes too long ends here."""

    def __init__(self):
        self.start(math.inf, math.inf)

    def start(self, seconds, costs):
        self.costs = self.gradients = 0
        self.until, self.most = time.perf_counter() + seconds, costs

    def cost(self):
        self.costs += 1
        if self.costs > self.most or time.perf_counter() > self.until:
            raise TooLong

    def gradient(self):
        self.gradients += 1


# Each of the following returns the cost alone, cost and gradient together, and the checks by name. A check
# returns its verdict, where it says that the mistake is, and a note.


def pytorch(problem, case, calls):
    tensors = lambda arrays: [torch.from_numpy(a.copy()) for a in arrays]
    weights = [w.requires_grad_() for w in tensors(problem.weights)]
    x, y, entry, row = tensors([problem.x, problem.y, problem.entry, problem.row])

    class Mlp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *weights):
            calls.cost()
            value, kept = cost(torch.tanh, weights, x, y)
            ctx.save_for_backward(*weights, *kept)
            return value

        @staticmethod
        def backward(ctx, u):
            calls.gradient()
            saved = ctx.saved_tensors
            return tuple(u * g for g in gradient(saved[:6], x, saved[6:], case, entry, row))

    def check(**mode):
        try:
            torch.autograd.gradcheck(Mlp.apply, weights, **mode)
            return "pass", None, ""
        except GradcheckError as error:
            named = re.search(r"with respect to input (\d)", str(error))
            return "fail", named and "block " + "W1 b1 W2 b2 W3 b3".split()[int(named[1])], ""

    def evaluate():
        with torch.no_grad():
            return Mlp.apply(*weights).item()

    def both():
        return torch.autograd.grad(Mlp.apply(*weights), weights)

    sweep = 2 * problem.parameters
    return evaluate, both, {
        "PyTorch": (sweep, check),
        "PyTorch, fast": (14, lambda: check(fast_mode=True)),
    }


def jax_(problem, case, calls):
    weights = tuple(jax.numpy.asarray(w) for w in problem.weights)
    forward = jax.jit(lambda weights: cost(jax.numpy.tanh, weights, problem.x, problem.y))
    backward = jax.jit(lambda weights, kept: gradient(weights, problem.x, kept, case, problem.entry, problem.row))

    @jax.custom_vjp
    def mlp(*weights):
        calls.cost()
        return forward(weights)[0]

    def fwd(*weights):
        calls.cost()
        value, kept = forward(weights)
        return value, (weights, kept)

    def bwd(saved, u):
        calls.gradient()
        return tuple(u * g for g in backward(*saved))

    mlp.defvjp(fwd, bwd)

    def check():
        try:
            check_grads(mlp, weights, order=1, modes=["rev"])
            return "pass", None, ""
        except AssertionError:
            return "fail", None, ""

    check()  # once for the compiler
    both = lambda: jax.block_until_ready(jax.value_and_grad(mlp, argnums=range(6))(*weights))
    return lambda: float(mlp(*weights)), both, {"JAX": (4, check)}


def in_numpy(problem, case, calls):
    """Functions of one vector, as SciPy and autograd like them."""
    theta = np.concatenate([w.ravel() for w in problem.weights])
    ends = np.cumsum([w.size for w in problem.weights])[:-1]
    parts = lambda t: [p.reshape(w.shape) for p, w in zip(np.split(t, ends), problem.weights)]

    def forward(t):
        return cost(np.tanh, parts(t), problem.x, problem.y)

    def value(t):
        calls.cost()
        return forward(t)

    def slope(t, kept):
        calls.gradient()
        grads = gradient(parts(t), problem.x, kept, case, problem.entry, problem.row)
        return np.concatenate([g.ravel() for g in grads])

    return theta, forward, value, slope


def scipy_(problem, case, calls):
    theta, forward, value, slope = in_numpy(problem, case, calls)
    evaluate = lambda t: value(t)[0]
    # SciPy's gradient is a function of its own: it goes forward by itself.
    by_hand = lambda t: slope(t, forward(t)[1])

    def check(**how):
        norm = scipy.optimize.check_grad(evaluate, by_hand, theta, **how)
        return "pass" if norm < SCIPY_BOUND else "fail", None, f"norm {norm:.1e}"

    both = lambda: (evaluate(theta), by_hand(theta))
    return lambda: evaluate(theta), both, {
        "SciPy": (problem.parameters + 1, check),
        "SciPy, random": (2, lambda: check(direction="random", rng=0)),
    }


def autograd_(problem, case, calls):
    theta, forward, value, slope = in_numpy(problem, case, calls)
    kept = None

    @primitive
    def mlp(t):
        nonlocal kept
        answer, kept = value(t)
        return answer

    def vjp(answer, t):
        of_this_call = kept
        return lambda u: u * slope(t, of_this_call)

    defvjp(mlp, vjp)

    def check():
        np.random.seed(0)
        try:
            autograd.test_util.check_grads(mlp, modes=["rev"], order=1)(theta)
            return "pass", None, ""
        except AssertionError:
            return "fail", None, ""

    both = lambda: autograd.value_and_grad(mlp)(theta)
    return lambda: mlp(theta), both, {"autograd": (4, check)}


def seconds(function):
    """The median of up to eleven calls, after one that isn't counted."""
    function()
    times, end = [], time.perf_counter() + 1.0
    while len(times) < 3 or (len(times) < 11 and time.perf_counter() < end):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def minutes(costs, each):
    return f"{costs:,} costs × {each * 1e3:.2g} ms = {costs * each / 60:.2g} min"


def answer(problem, calls, each, sweep, check):
    """The verdict of a check, with what it took."""
    if sweep * each > LIMIT:
        return {"verdict": None, "note": "too long: " + minutes(sweep, each)}
    # What asks for more than it needs sweeps all components for the message of a failure.
    message = 2 * problem.parameters
    calls.start(LIMIT, math.inf if message * each < LIMIT else 2 * sweep)
    start = time.perf_counter()
    try:
        verdict, where, note = check()
    except TooLong:
        if calls.costs > calls.most:
            note = "too long: found something, and sweeps for its message: " + minutes(message, each)
        else:
            note = f"too long: stopped after {LIMIT:.0f} s and {calls.costs:,} costs"
        return {"verdict": None, "note": note}
    return {
        "verdict": verdict,
        "where": where,
        "costs": calls.costs,
        "gradients": calls.gradients,
        "seconds": time.perf_counter() - start,
        "note": note,
    }


def main():
    for size in [int(size) for size in sys.argv[1:]] or SIZES:
        problem = Problem(size)
        for system in [pytorch, jax_, scipy_, autograd_]:
            for case in CASES:
                calls = Calls()
                evaluate, both, checks = system(problem, case, calls)
                same = {"parameters": problem.parameters, "case": case, "cost": float(evaluate())}
                each, one = seconds(evaluate), seconds(both)
                for name, (sweep, check) in checks.items():
                    row = answer(problem, calls, each, sweep, check)
                    print(json.dumps({"system": name, **same, "one": one, **row}), flush=True)
                    print(size, name, case, row, file=sys.stderr)


main()
