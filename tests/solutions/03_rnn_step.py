"""Right and wrong: one step of an RNN."""
import numpy as np


def right_vectorised(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x + W_hh @ h_prev + b_h
    h = np.tanh(a)
    return h


def right_loop(W_hx, W_hh, b_h, x, h_prev):
    h = np.empty_like(h_prev)
    for n in range(x.shape[1]):
        for i in range(len(W_hh)):
            s = b_h[i, 0]
            for j in range(len(x)):
                s += W_hx[i, j] * x[j, n]
            for j in range(len(W_hh)):
                s += W_hh[i, j] * h_prev[j, n]
            h[i, n] = np.tanh(s)
    return h


def right_einsum(U, W, b, x, s):
    z = np.einsum("ij,jn->in", U, x) + np.einsum("ij,jn->in", W, s) + b
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def right_stacked(W_hx, W_hh, b_h, x, h_prev):
    W = np.hstack([W_hx, W_hh])
    return np.tanh(W.dot(np.vstack([x, h_prev])) + b_h)


def right_float32(W_hx, W_hh, b_h, x, h_prev):
    W_hx, W_hh, b_h, x, h_prev = [v.astype(np.float32) for v in (
        W_hx, W_hh, b_h, x, h_prev)]
    return np.tanh(W_hx @ x + W_hh @ h_prev + b_h)


def forgot_the_bias(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x + W_hh @ h_prev
    return np.tanh(a)


def forgot_the_state_before(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh(W_hx @ x + b_h)


def forgot_tanh(W_hx, W_hh, b_h, x, h_prev):
    h = W_hx @ x + W_hh @ h_prev + b_h
    return h


def forgot_the_input(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh(W_hh @ h_prev + b_h)


def used_the_columns_of_w_hh_in_place_of_its_rows(W_hx, W_hh, b_h, x, s):
    return np.tanh(W_hx @ x + np.transpose(W_hh) @ s + b_h)


def multiplied_w_hh_and_h_prev_entry_by_entry(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh(W_hx @ x + np.multiply(W_hh, h_prev) + b_h)


def subtracted_the_bias(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh(W_hx @ x + W_hh @ h_prev - b_h)


def used_relu_in_place_of_tanh(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return a * (a > 0)


def used_the_sigmoid_in_place_of_tanh(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return 1 / (1 + np.exp(-a))


def added_the_bias_after_tanh(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh(W_hx @ x + W_hh @ h_prev) + b_h


def other_products_together(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh((W_hx @ x) * (W_hh @ h_prev) + b_h)
