"""Right and wrong: an RNN along a sequence."""
import numpy as np


def right_loop(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h + b_h)
        ys.append(W_yh @ h + b_y)
    return np.stack(ys)


def right_products_first(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    before = np.einsum("hd,tdb->thb", W_hx, xs) + b_h
    hs = np.zeros((len(xs) + 1, *h_0.shape))
    hs[0] = h_0
    for t in range(len(xs)):
        hs[t + 1] = np.tanh(before[t] + W_hh @ hs[t])
    return np.einsum("kh,thb->tkb", W_yh, hs[1:]) + b_y


def right_float32(W, U, b, V, c, xs, s):
    W, U, b, V, c, xs, s = (np.float32(v) for v in (W, U, b, V, c, xs, s))
    out = np.empty((len(xs), len(V), xs.shape[2]), np.float32)
    for t, x in enumerate(xs):
        s = np.tanh(W @ x + U @ s + b)
        out[t] = V @ s + c
    return out


def forgot_the_bias_of_the_state(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h)
        ys.append(W_yh @ h + b_y)
    return np.stack(ys)


def forgot_the_bias_of_the_output(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h + b_h)
        ys.append(W_yh @ h)
    return np.stack(ys)


def forgot_tanh(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for x in xs:
        h = W_hx @ x + W_hh @ h + b_h
        ys.append(W_yh @ h + b_y)
    return np.stack(ys)


def began_with_zeros(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = np.zeros(h_0.shape), []
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h + b_h)
        ys.append(W_yh @ h + b_y)
    return np.array(ys)


def did_not_carry_the_state_on(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    ys = []
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h_0 + b_h)
        ys.append(W_yh @ h + b_y)
    return np.array(ys)


def returned_the_last_output_only(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h = h_0
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h + b_h)
        y = W_yh @ h + b_y
    return y


def applied_tanh_to_the_output_too(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for x in xs:
        h = np.tanh(W_hx @ x + W_hh @ h + b_h)
        ys.append(np.tanh(W_yh @ h + b_y))
    return np.stack(ys)


def read_the_sequence_backwards(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for t in range(len(xs) - 1, -1, -1):
        h = np.tanh(W_hx @ xs[t] + W_hh @ h + b_h)
        ys.append(W_yh @ h + b_y)
    return np.stack(ys)


def other_outputs_stored_one_late(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    h, ys = h_0, []
    for x in xs:
        ys.append(W_yh @ h + b_y)
        h = np.tanh(W_hx @ x + W_hh @ h + b_h)
    return np.stack(ys)
