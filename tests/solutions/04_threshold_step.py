"""Right and wrong: a step with threshold units."""
import numpy as np


def right_where(W_hx, W_hh, b_h, x, h_prev, theta):
    return np.where(W_hx @ x + W_hh @ h_prev + b_h >= theta, 1.0, 0.0)


def right_loop(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    h = np.zeros(a.shape)
    for i in range(a.shape[0]):
        for n in range(a.shape[1]):
            if not a[i, n] < theta:
                h[i, n] = 1
    return h


def right_whole_numbers(A, B, c, x, s, limit):
    return (np.dot(A, x) + np.dot(B, s) + c - limit >= 0).astype(int)


def right_einsum(A, B, c, x, s, limit):
    total = np.einsum("ij,jn->in", A, x) + np.einsum("ij,jn->in", B, s) + c
    return np.heaviside(total - limit, 1)


def used_in_place_of(W_hx, W_hh, b_h, x, h_prev, theta):
    return np.where(W_hx @ x + W_hh @ h_prev + b_h > theta, 1.0, 0.0)


def used_in_place_of__2(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return np.heaviside(a - theta, 0)


def compared_with_0(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return (a >= 0) * 1.0


def forgot_the_bias(W_hx, W_hh, b_h, x, h_prev, theta):
    return (W_hx @ x + W_hh @ h_prev >= theta).astype(float)


def forgot_the_state_before(W_hx, W_hh, b_h, x, h_prev, theta):
    return (W_hx @ x + b_h >= theta).astype(float)


def returned_a_itself(W_hx, W_hh, b_h, x, h_prev, theta):
    return W_hx @ x + W_hh @ h_prev + b_h


def swapped_0_and_1(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return (a < theta) + 0.0


def used_a_step_to_1_and_1(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return np.where(a < theta, -1, 1)


def other_added_theta(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return np.where(a + theta >= 0, 1.0, 0.0)


def rounded_a_first(W_hx, W_hh, b_h, x, h_prev, theta):
    a = W_hx @ x + W_hh @ h_prev + b_h
    return (np.round(a) >= theta) * 1.0
