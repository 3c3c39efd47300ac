"""Right and wrong: one step of a GRU."""
import numpy as np


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _parts(W_x, W_h, b, x, h_prev):
    (rx, zx, nx), (rh, zh, nh) = np.split(W_x @ x + b, 3), np.split(
        W_h @ h_prev, 3)
    return _sigmoid(rx + rh), _sigmoid(zx + zh), nx, nh


def right_vectorised(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = np.tanh(nx + r * (nh + b_nh))
    return (1 - z) * n + z * h_prev


def right_loop(W_x, W_h, b, b_nh, x, h_prev):
    H, B = h_prev.shape
    h = np.zeros((H, B))
    for j in range(B):
        for k in range(H):
            fx = [W_x[m * H + k] @ x[:, j] + b[m * H + k, 0]
                  for m in range(3)]
            fh = [W_h[m * H + k] @ h_prev[:, j] for m in range(3)]
            r, z = _sigmoid(fx[0] + fh[0]), _sigmoid(fx[1] + fh[1])
            n = np.tanh(fx[2] + r * (fh[2] + b_nh[k, 0]))
            h[k, j] = n + z * (h_prev[k, j] - n)
    return h


def right_einsum(U, W, b, c, x, s):
    U, W, b = (v.reshape(3, len(s), -1) for v in (U, W, b))
    fx = np.einsum("ghd,db->ghb", U, x) + b
    fh = np.einsum("ghk,kb->ghb", W, s)
    reset, update = 1 / (1 + np.exp(-(fx + fh)[:2]))
    new = np.tanh(fx[2] + reset * (fh[2] + c))
    return update * s + (1 - update) * new


def right_float32(*given):
    return right_vectorised(*(np.float32(v) for v in given))


def swapped_z_and_1_z(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = np.tanh(nx + r * (nh + b_nh))
    return z * n + (1 - z) * h_prev


def forgot_the_reset_gate(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = np.tanh(nx + nh + b_nh)
    return (1 - z) * n + z * h_prev


def applied_the_reset_before_the_product(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    W_nh = W_h[2 * len(h_prev):]
    n = np.tanh(nx + W_nh @ (r * h_prev) + b_nh)
    return (1 - z) * n + z * h_prev


def left_b_nh_outside_of_the_reset(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = np.tanh(nx + b_nh + r * nh)
    return (1 - z) * n + z * h_prev


def forgot_b_nh(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = np.tanh(nx + r * nh)
    return (1 - z) * n + z * h_prev


def used_the_sigmoid_for_the_candidate(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = _sigmoid(nx + r * (nh + b_nh))
    return (1 - z) * n + z * h_prev


def swapped_r_and_z(W_x, W_h, b, b_nh, x, h_prev):
    z, r, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    n = np.tanh(nx + r * (nh + b_nh))
    return (1 - z) * n + z * h_prev


def forgot_the_old_state(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    return (1 - z) * np.tanh(nx + r * (nh + b_nh))


def other_added_both(W_x, W_h, b, b_nh, x, h_prev):
    r, z, nx, nh = _parts(W_x, W_h, b, x, h_prev)
    return np.tanh(nx + r * (nh + b_nh)) + z * h_prev
