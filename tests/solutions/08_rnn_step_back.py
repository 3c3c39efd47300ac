"""Right and wrong: one step of an RNN, backwards."""
import numpy as np


def right_vectorised(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h ** 2)
    return (da @ x.T, da @ h_prev.T, da.sum(axis=1, keepdims=True),
            W_hx.T @ da, W_hh.T @ da)


def right_loop(W_hx, W_hh, x, h_prev, h, dh):
    dW_hx, dW_hh = np.zeros(W_hx.shape), np.zeros(W_hh.shape)
    db_h = np.zeros((len(h), 1))
    dx, dh_prev = np.zeros(x.shape), np.zeros(h.shape)
    for n in range(h.shape[1]):
        da = dh[:, n] * (1 - h[:, n] * h[:, n])
        dW_hx += np.outer(da, x[:, n])
        dW_hh += np.outer(da, h_prev[:, n])
        db_h[:, 0] += da
        dx[:, n] = da @ W_hx
        dh_prev[:, n] = da @ W_hh
    return dW_hx, dW_hh, db_h, dx, dh_prev


def right_einsum(U, W, x, s, h, d):
    d = d - d * h * h
    return (np.einsum("hb,db->hd", d, x), np.einsum("hb,kb->hk", d, s),
            np.einsum("hb->h", d)[:, None], np.einsum("hd,hb->db", U, d),
            np.einsum("hk,hb->kb", W, d))


def right_float32_list(W_hx, W_hh, x, h_prev, h, dh):
    W_hx, W_hh, x, h_prev, h, dh = (np.float32(v) for v in (
        W_hx, W_hh, x, h_prev, h, dh))
    da = dh * (1 - h) * (1 + h)
    return [da @ x.T, da @ h_prev.T, np.sum(da, 1)[:, None], W_hx.T @ da,
            W_hh.T @ da]


def _back(da, W_hx, W_hh, x, h_prev):
    return (da @ x.T, da @ h_prev.T, np.sum(da, axis=1, keepdims=True),
            W_hx.T @ da, W_hh.T @ da)


def forgot_the_slope_of_tanh(W_hx, W_hh, x, h_prev, h, dh):
    return _back(dh, W_hx, W_hh, x, h_prev)


def used_h_in_place_of_h_squared_in_the_slope(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h)
    return _back(da, W_hx, W_hh, x, h_prev)


def took_the_slope_of_the_sigmoid(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * h * (1 - h)
    return _back(da, W_hx, W_hh, x, h_prev)


def used_h_in_place_of_h_prev_in_dw_hh(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h ** 2)
    return (da @ x.T, da @ h.T, da.sum(axis=1, keepdims=True), W_hx.T @ da,
            W_hh.T @ da)


def used_w_hh_itself_for_dh_prev(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h ** 2)
    return (da @ x.T, da @ h_prev.T, da.sum(axis=1, keepdims=True),
            W_hx.T @ da, W_hh @ da)


def averaged_over_the_batch(W_hx, W_hh, x, h_prev, h, dh):
    da, B = dh * (1 - h ** 2), x.shape[1]
    return (da @ x.T / B, da @ h_prev.T / B, da.mean(axis=1, keepdims=True),
            W_hx.T @ da, W_hh.T @ da)


def did_not_sum_db_h_over_the_batch(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h ** 2)
    return da @ x.T, da @ h_prev.T, da, W_hx.T @ da, W_hh.T @ da


def sent_dh_back_without_the_slope(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h ** 2)
    return (da @ x.T, da @ h_prev.T, da.sum(axis=1, keepdims=True),
            W_hx.T @ dh, W_hh.T @ dh)


def other_slope_of_the_state_before(W_hx, W_hh, x, h_prev, h, dh):
    return _back(dh * (1 - h_prev ** 2), W_hx, W_hh, x, h_prev)


def averaged_db_h_over_the_batch(W_hx, W_hh, x, h_prev, h, dh):
    da = dh * (1 - h ** 2)
    return (da @ x.T, da @ h_prev.T, da.mean(axis=1, keepdims=True),
            W_hx.T @ da, W_hh.T @ da)
