"""Right and wrong: an RNN in both directions."""
import numpy as np


def _read(W, U, b, xs, h=None):
    h = np.zeros((len(U), xs.shape[2])) if h is None else h
    states = []
    for x in xs:
        h = np.tanh(W @ x + U @ h + b)
        states.append(h)
    return np.array(states)


def right_loop(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    T, D, B = xs.shape
    H = len(b_h)
    out = np.zeros((T, 2 * H, B))
    h = np.zeros((H, B))
    for t in range(T):
        h = np.tanh(W_hx @ xs[t] + W_hh @ h + b_h)
        out[t, :H] = h
    g = np.zeros((H, B))
    for t in reversed(range(T)):
        g = np.tanh(W_gx @ xs[t] + W_gg @ g + b_g)
        out[t, H:] = g
    return out


def right_vectorised(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_gx, W_gg, b_g, np.flip(xs, 0))
    return np.concatenate((h, np.flip(g, 0)), axis=1)


def right_float32(A, B, c, D, E, f, xs):
    A, B, c, D, E, f, xs = (np.float32(v) for v in (A, B, c, D, E, f, xs))
    there, back = [], []
    one = other = np.zeros((len(c), xs.shape[2]), np.float32)
    for t in range(len(xs)):
        one = np.tanh(A @ xs[t] + B @ one + c)
        other = np.tanh(D @ xs[-1 - t] + E @ other + f)
        there.append(one)
        back.insert(0, other)
    return np.stack([np.vstack(pair) for pair in zip(there, back)])


def left_the_backward_states_in_the_order_they_were_made(
        W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_gx, W_gg, b_g, xs[::-1])
    return np.concatenate([h, g], axis=1)


def read_both_ways_from_the_first_to_the_last(W_hx, W_hh, b_h, W_gx, W_gg,
                                              b_g, xs):
    return np.concatenate([_read(W_hx, W_hh, b_h, xs),
                           _read(W_gx, W_gg, b_g, xs)], axis=1)


def put_g_above_h(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_gx, W_gg, b_g, xs[::-1])[::-1]
    return np.concatenate([g, h], axis=1)


def added_the_two_states(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_gx, W_gg, b_g, xs[::-1])[::-1]
    return h + g


def used_the_weights_of_h_for_both(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_hx, W_hh, b_h, xs[::-1])[::-1]
    return np.concatenate([h, g], axis=1)


def began_g_with_the_last_h(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_gx, W_gg, b_g, xs[::-1], h[-1])[::-1]
    return np.concatenate([h, g], axis=1)


def forgot_the_biases(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, 0, xs)
    g = _read(W_gx, W_gg, 0, xs[::-1])[::-1]
    return np.concatenate([h, g], axis=1)


def forgot_tanh(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = g = np.zeros((len(W_hh), xs.shape[2]))
    hs, gs = [], []
    for t in range(len(xs)):
        h = W_hx @ xs[t] + W_hh @ h + b_h
        g = W_gx @ xs[len(xs) - 1 - t] + W_gg @ g + b_g
        hs.append(h)
        gs.append(g)
    return np.concatenate([hs, gs[::-1]], axis=1)


def other_side_by_side(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    h = _read(W_hx, W_hh, b_h, xs)
    g = _read(W_gx, W_gg, b_g, xs[::-1])[::-1]
    return np.concatenate([h, g], axis=2)
