"""How far back does the gradient reach? Measured, beside the bound.

    measured    ‖∂C_T/∂s_t‖ for t = T, …, 0, where s is the state (h, or h
                and c of an LSTM) and C_T = u · h_T for a column u of length 1
    RNN         ∂h_T/∂h_t = Π diag(φ′(a_k)) W_hh  over k = T, …, t + 1
    bound       ‖∂C_T/∂h_t‖ ≤ (max |φ′| · σ_max(W_hh))^(T − t)

σ_max is the largest singular value: the most that W_hh stretches a column.
Below 1 the bound falls to nothing: the gradient must vanish. Above 1 it
allows a gradient to explode, and does not say that it will.

| symbol   | shape      | what                                            |
|----------|------------|-------------------------------------------------|
| xs       | (T, D, B)  | inputs, one column an example                   |
| upstream | (H, B)     | ∂C_T/∂h_T, columns of length 1                  |
| norms    | (T + 1, B) | ‖∂C_T/∂s_t‖ at t = 0, …, T, from `bptt.backward` |

Sources: Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013;
decks D (D-vanishing) and C (C-drawback).
"""
import numpy as np

from rnnkit import bptt
from rnnkit.cells import lstm, rnn
from rnnkit.cells.activations import identity, relu, sigmoid

STEEPEST = {np.tanh: 1.0, relu: 1.0, identity: 1.0, sigmoid: 0.25}
KINDS = ("normal", "orthogonal", "identity", "uniform")


def norms(cell, params, xs, upstream, **options):
    """Return ‖∂C_T/∂s_t‖ at t = 0, …, T for each example, (T + 1, B).

    C_T = Σ upstream ⊙ h_T; options go to the cell, such as phi=relu.
    Raises ValueError for shapes that do not fit.
    """
    run = bptt.forward(cell, params, xs, **options)
    dhs = np.zeros(run.hs.shape)
    dhs[-1] = upstream
    back = bptt.backward(cell, params, run, dhs, **options)
    states = [back.dstate, *back.dstates]
    return np.array([np.sqrt(sum(np.sum(d * d, axis=0) for d in state))
                     for state in states])


def bound(W_hh, T, phi=np.tanh):
    """Return (max |φ′| · σ_max)^(T − t) at t = 0, …, T, (T + 1,).

    Raises ValueError for an activation whose steepest slope is not known.
    """
    if phi not in STEEPEST:
        raise ValueError("no steepest slope is known for "
                         f"{getattr(phi, '__name__', phi)!r}: use one of "
                         + ", ".join(each.__name__ for each in STEEPEST))
    most = STEEPEST[phi] * stretch(W_hh)
    return most ** np.arange(T, -1, -1.0)


def stretch(W_hh):
    """Return σ_max, the largest singular value of a matrix."""
    return float(np.linalg.norm(W_hh, 2))


def start(cell, D, H, rng, kind="normal", scale=1.0, forget=1.0):
    """Return random Params of a cell for D inputs and H hidden units.

    kind: what the weights from h are. "normal": entries of variance 1/H;
    "uniform": torch's, between ±1/√H; "orthogonal": keeps every length;
    "identity": Le, Jaitly and Hinton 2015. All of them times `scale`.
    forget: the bias of an LSTM's forget gate; all other biases are 0.
    Raises ValueError for another kind, or sizes below 1.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}: use one of {', '.join(KINDS)}")
    if min(D, H) < 1:
        raise ValueError(f"D is {D} and H is {H}: sizes are 1 or more")
    made = {}
    for name in cell.Params._fields:
        if name[0] == "b":
            made[name] = np.zeros((H, 1))
        elif name[-1] == "x":
            made[name] = rng.uniform(-1, 1, (H, D)) / np.sqrt(H)
        else:
            made[name] = scale * square(kind, H, rng)
    if cell.STATE == lstm.STATE:
        made["b_f"] = np.full((H, 1), float(forget))
    return cell.Params(**made)


def square(kind, H, rng):
    """Return one (H, H) start of a kind."""
    if kind == "identity":
        return np.eye(H)
    if kind == "uniform":
        return rng.uniform(-1, 1, (H, H)) / np.sqrt(H)
    W = rng.normal(size=(H, H)) / np.sqrt(H)
    if kind == "normal":
        return W
    Q, R = np.linalg.qr(W)
    return Q * np.sign(np.diag(R))           # every rotation equally likely


def sample(cell, T, seeds=10, D=4, H=16, B=1, options=None, **starts):
    """Return log10 of the norms for each seed, (seeds, T + 1).

    Inputs are normal numbers, the upstream gradient a random direction; each
    seed draws parameters, inputs and direction anew. starts go to `start`,
    options to the cell. A gradient of exactly 0 is −∞. Over a batch it is
    the mean of the logarithms.
    """
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        params = start(cell, D, H, rng, **starts)
        xs = rng.normal(size=(T, D, B))
        upstream = rng.normal(size=(H, B))
        upstream /= np.linalg.norm(upstream, axis=0)
        size = norms(cell, params, xs, upstream, **(options or {}))
        with np.errstate(divide="ignore"):
            found.append(np.mean(np.log10(size), axis=1))
    return np.array(found)


def bounds(T, seeds=10, D=4, H=16, phi=np.tanh, **starts):
    """Return log10 of the bound for the RNNs of `sample`, (seeds, T + 1)."""
    return np.array([np.log10(bound(start(
        rnn, D, H, np.random.default_rng(seed), **starts).W_hh, T, phi))
        for seed in range(seeds)])


def influence(cell, params, xs, upstream, **options):
    """Return ‖∂C_T/∂x_t‖ for t = 1, …, T and each example, (T, B): how much
    the last state depends on each input, to first order."""
    run = bptt.forward(cell, params, xs, **options)
    dhs = np.zeros(run.hs.shape)
    dhs[-1] = upstream
    dxs = bptt.backward(cell, params, run, dhs, **options).dxs
    return np.sqrt(np.sum(dxs * dxs, axis=1))


def reach(T, every, back):
    """Return which loss of truncated backpropagation reaches which step:
    (T, T) of True and False, [t, s] for loss t and step s.

    every (k1) and back (k2) are those of `bptt.truncated`, and so is the
    ValueError.
    """
    if not 1 <= every <= back:
        raise ValueError(f"every (k1) is {every} and back (k2) is {back}: "
                         "1 ≤ every ≤ back is needed, or losses are lost")
    reached = np.zeros((T, T), dtype=bool)
    for t in range(T):
        last = min(T, (t // every + 1) * every)      # when it is sent back
        reached[t, max(0, last - back):t + 1] = True
    return reached
