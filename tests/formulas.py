"""Formulas as learners type them, in many styles: material for the tests.

Nothing in rnnkit knows any of these. ZOO holds (formula, arguments) under a
name; `arguments()` are drawn anew, so a test may change them.
"""
import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy import exp, tanh

ZOO = {}


def formula(**shapes):
    """Put a formula into the zoo; shapes of its arguments, or the values."""
    def put(f):
        ZOO[f.__name__.strip("<>")] = f, shapes
        return f
    return put


def arguments(name, seed=0):
    """Return (formula, its arguments) with normally distributed numbers."""
    f, shapes = ZOO[name]
    draw = np.random.default_rng(seed).normal
    return f, {key: fill(shape, draw) for key, shape in shapes.items()}


def fill(shape, draw):
    if isinstance(shape, tuple) and hasattr(shape, "_fields"):
        return type(shape)(*(fill(part, draw) for part in shape))
    if isinstance(shape, tuple):
        return draw(size=shape)
    if isinstance(shape, dict):
        return {key: fill(part, draw) for key, part in shape.items()}
    if isinstance(shape, list):
        return [fill(part, draw) for part in shape]
    return shape


# Steps of recurrent cells ---------------------------------------------------
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu(z):
    return np.maximum(0, z)


@formula(W=(3, 2), U=(3, 3), b=(3, 1), x=(2, 1), h_prev=(3, 1), alpha=0.3)
def leaky(W, U, b, x, h_prev, alpha):
    a = W @ x + U @ h_prev + b
    h = (1 - alpha) * h_prev + alpha * np.tanh(a)
    return h


@formula(W_f=(3, 5), W_h=(3, 5), x=(2, 1), h_prev=(3, 1))
def minimal_gated(W_f, W_h, x, h_prev):
    f = sigmoid(W_f @ np.concatenate([h_prev, x]))
    h_hat = tanh(W_h @ np.vstack([f * h_prev, x]))
    return (1 - f) * h_prev + f * h_hat


class Weights(NamedTuple):
    W_i: tuple
    W_f: tuple
    W_o: tuple
    W_g: tuple
    p_i: tuple
    p_f: tuple
    p_o: tuple


@formula(w=Weights((2, 5), (2, 5), (2, 5), (2, 5), (2, 1), (2, 1), (2, 1)),
         x=(3, 1), h_prev=(2, 1), c_prev=(2, 1))
def peephole(w, x, h_prev, c_prev):
    xh = np.concatenate((x, h_prev), axis=0)
    i = sigmoid(w.W_i @ xh + w.p_i * c_prev)
    f = sigmoid(w.W_f @ xh + w.p_f * c_prev)
    g = np.tanh(w.W_g @ xh)
    c = f * c_prev + i * g
    o = sigmoid(w.W_o @ xh + w.p_o * c)
    h = o * np.tanh(c)
    return h, c


@formula(p=dict(W_z=(2, 2), U_z=(2, 2), W_r=(2, 2), U_r=(2, 2), W=(2, 2),
                U=(2, 2)), x=(2, 1), h=(2, 1))
def gru_reset_before(p, x, h):
    z = sigmoid(p["W_z"] @ x + p["U_z"] @ h)
    r = sigmoid(p["W_r"] @ x + p["U_r"] @ h)
    n = np.tanh(p["W"] @ x + p["U"] @ (r * h))
    return {"z": z, "r": r, "n": n, "h": (1 - z) * h + z * n}


@formula(Ws=[(2, 2), (2, 2), (2, 2)], Us=[(2, 2), (2, 2), (2, 2)], x=(2, 1),
         h=(2, 1))
def gru_reset_after(Ws, Us, x, h):
    z, r = (sigmoid(W @ x + U @ h) for W, U in zip(Ws[:2], Us[:2]))
    n = np.tanh(Ws[2] @ x + r * (Us[2] @ h))
    h = z * h + (1 - z) * n
    return h


@formula(w=0.5, u=-1.5, v=2.0, x=0.7, h=0.2)
def scalar_rnn(w, u, v, x, h, phi=np.tanh):
    z = u * x + w * h
    h = phi(z)
    r = v * h
    y = phi(r)
    return y


@formula(W=(2, 2), b=(2, 1), T=(2, 2), c=(2, 1), x=(2, 1))
def highway(W, b, T, c, x):
    t = sigmoid(T @ x + c)
    return relu(W @ x + b) * t + x * (1 - t)


# Through time ----------------------------------------------------------------
@formula(W=(2, 3), U=(2, 2), xs=(4, 3, 1), h=(2, 1))
def loop_over_rows(W, U, xs, h):
    for x in xs:
        h = np.tanh(W @ x + U @ h)
    return h


@formula(W=(2, 3), U=(2, 2), xs=(4, 3, 1), h_0=(2, 1))
def loop_by_index(W, U, xs, h_0):
    hs = [h_0]
    for t in range(len(xs)):
        hs.append(np.tanh(W @ xs[t] + U @ hs[-1]))
    return np.stack(hs)


@formula(W=(2, 3), U=(2, 2), xs=[(3, 1), (3, 1), (3, 1)], h=(2, 1))
def loop_enumerated(W, U, xs, h):
    ys = {}
    for t, x in enumerate(xs):
        h = np.tanh(W @ x + U @ h)
        ys[f"y_{t}"] = h.sum()
    return ys


@formula(E=(3, 2), U=(3, 3), D=(3, 3), V=(2, 3), xs=(3, 2, 1))
def encoder_decoder(E, U, D, V, xs):
    h = np.zeros((3, 1))
    for x in xs:
        h = np.tanh(E @ x + U @ h)
    s, outputs = h, []
    for _ in range(2):
        s = np.tanh(D @ s)
        y = V @ s
        outputs.append(y)
    return np.concatenate(outputs, axis=1)


@formula(F=(2, 2), B=(2, 2), V=(1, 4), xs=(3, 2, 1))
def bidirectional(F, B, V, xs):
    def run(W, xs):
        h, hs = np.zeros((2, 1)), []
        for x in xs:
            h = np.tanh(W @ (x + h))
            hs.append(h)
        return hs
    forward = run(F, xs)
    backward = run(B, xs[::-1])[::-1]
    return [V @ np.vstack([f, b]) for f, b in zip(forward, backward)]


# Attention -------------------------------------------------------------------
def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@formula(q=(3,), K=(4, 3), V=(4, 2))
def cosine_attention(q, K, V):
    scores = K @ q / (np.linalg.norm(K, axis=1) * np.linalg.norm(q))
    weights = np.exp(scores) / np.sum(np.exp(scores))
    return weights @ V


@formula(Q=(2, 3), K=(2, 3), V=(2, 3))
def causal_attention(Q, K, V):
    d, T = Q.shape
    S = K.T @ Q / np.sqrt(d)
    mask = np.tril(np.ones((T, T))).T
    S = np.where(mask > 0, S, -np.inf)
    A = softmax(S)
    O = V @ A
    return O


@formula(X=(3, 4), W_q=(4, 4), W_k=(4, 4), W_v=(4, 4), W_o=(4, 4), heads=2)
def multi_head(X, W_q, W_k, W_v, W_o, heads):
    T, d = X.shape
    k = d // heads

    def split(M):
        return M.reshape(T, heads, k).transpose(1, 0, 2)
    Q, K, V = split(X @ W_q), split(X @ W_k), split(X @ W_v)
    S = Q @ K.swapaxes(-1, -2) / np.sqrt(k)
    E = np.exp(S - np.max(S, axis=-1, keepdims=True))
    A = E / E.sum(-1, keepdims=True)
    O = (A @ V).transpose(1, 0, 2).reshape(T, d)
    return O @ W_o


@formula(X=(4, 3))
def with_positions(X):
    d, T = X.shape
    k = np.arange(d // 2).reshape(-1, 1)
    angle = np.arange(T) / 10000 ** (2 * k / d)
    P = np.concatenate([np.sin(angle), np.cos(angle)])
    return X + P


# Norms, losses, convolution --------------------------------------------------
@formula(x=(4, 1), g=(4, 1))
def rms_norm(x, g, eps=1e-5):
    rms = np.sqrt(np.mean(x ** 2) + eps)
    return g * x / rms


@formula(x=(3, 2), gamma=(3, 1), beta=(3, 1))
def layer_norm(x, gamma, beta, *, eps=1e-5):
    mu = x.mean(axis=0, keepdims=True)
    var = ((x - mu) ** 2).mean(axis=0, keepdims=True)
    x_hat = (x - mu) / np.sqrt(var + eps)
    return gamma * x_hat + beta


squared_error = lambda y, t: 0.5 * np.sum((y - t) ** 2)    # noqa: E731
squared_error.__name__ = "squared_error"
formula(y=(3, 1), t=(3, 1))(squared_error)


@formula(s=(4, 1), target=2)
def hinge_loss(s, target):
    margins = np.maximum(0, s - s[target] + 1)
    return margins.sum() - 1


@formula(z=(4, 1), y=np.array([[0.], [0], [1], [0]]))
def log_sum_exp(z, y):
    m = np.max(z)
    loss = m + np.log(np.sum(np.exp(z - m))) - (y * z).sum()
    return loss


@formula(Z=(3, 4), index=np.array([0, 2, 1, 1]))
def batch_loss(Z, index):
    P = softmax(Z)
    return -np.mean(np.log(P[index, np.arange(4)]))


@formula(x=(6,), w=(3,), b=0.5)
def conv1d(x, w, b):
    n = len(x) - len(w) + 1
    return np.stack([np.sum(w * x[k:k + 3]) + b for k in range(n)])


@formula(x=(6, 1), w=(3, 1))
def conv1d_shifted(x, w):
    y = np.zeros((4, 1))
    for k in range(3):
        y += w[k] * x[k:k + 4]
    return y


# Softmax in three ways -------------------------------------------------------
@formula(z=(3, 1))
def softmax_plain(z):
    return np.exp(z) / np.sum(np.exp(z))


@formula(z=(3, 2))
def softmax_shifted(z):
    shifted = z - np.max(z, axis=0)
    e = exp(shifted)
    total = e.sum(0)
    return e / total


@formula(z=(3,))
def softmax_entries(z):
    e = [np.exp(v) for v in z]
    total = sum(e)
    return [v / total for v in e]


# Styles ----------------------------------------------------------------------
W_global = np.array([[1., -2.], [0.5, 3.]])


@formula(x=(2, 1))
def over_a_global(x):
    return np.tanh(W_global @ x)


def make_cell():
    W = np.array([[0., 1.], [2., -1.]])

    def closure(x, h):
        W_x = W @ x
        return np.tanh(W_x + h)
    return closure


formula(x=(2, 1), h=(2, 1))(make_cell())


class Cell:
    def __init__(self):
        self.W = np.array([[1., 0.5], [-1., 2.]])

    def method(self, x, h):
        a = self.W @ x + h
        return self.phi(a)

    def phi(self, a):
        return np.tanh(a)


ZOO["method"] = Cell().method, dict(x=(2, 1), h=(2, 1))


@formula(x=(2, 3), y=(3,))
def in_place(x, y):
    a = x * 2
    a += y
    a *= a
    a -= 1
    return a


@formula(a=(2, 2), n=3)
def branches(a, n):
    if n == 3 and a.shape[0] == 2 and a.ndim > 1 and len(a) == 2:
        return a @ a
    return a


@formula(a=1.5, b=2, c=-0.5)
def whole_numbers(a, b, c):
    return -(a + b) * c / b - a ** b + 2 ** c


@formula(x=(3,), y=(3,))
def unpacked(x, y):
    (a, b, c), (d, *rest) = x, y
    s = a * d + b * rest[0] + c * rest[1]
    u, v = s + 1, s * 2
    u, v = v, u
    return u / v


@formula(x=(3, 1), h=(3, 1))
def recursive(x, h, n=3):
    return h if n == 0 else recursive(x, np.tanh(x + h), n - 1)


@formula(x=(2, 3), w=(2, 3))
def indexing(x, w):
    first = x[0]
    last = w[-1, ::-1]
    picked = x[[0, 1, 1], [2, 0, 0]]
    positive = np.sum(w[w > 0])
    column = x[:, None, 1]
    rest = w[..., 1:]
    return (first * last).sum() + picked.sum() + positive + (
        column.T @ rest).sum()


@formula(x=(2, 3, 2), v=(3,))
def three_axes(x, v):
    m = np.mean(x, axis=(0, 2))
    s = np.tensordot(m, v, 1) if False else m @ v
    return s * x.max(axis=1, keepdims=True) + x.min(-1)[..., None]


@dataclass
class State:
    h: object
    c: object


@formula(x=(2, 1))
def to_dataclass(x):
    return State(np.tanh(x), x * 2)


def twice(f):
    @functools.wraps(f)
    def g(*args, **kwargs):
        return f(*args, **kwargs) * 2
    return g


@formula(x=(2, 1), y=(2, 1))
@twice
def decorated(x, y):
    return np.tanh(x) * y


def states(xs):
    h = 0
    for x in xs:
        h = np.tanh(x + h)
        yield h


@formula(xs=(3, 2, 1))
def from_generator(xs):
    hs = list(states(xs))
    return sum(hs[1:], hs[0])
