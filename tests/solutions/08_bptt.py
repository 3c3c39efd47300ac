"""Right and wrong: backpropagation through time."""
import numpy as np


def _states(W_hx, W_hh, b_h, xs, h_0):
    hs = [h_0]
    for x in xs:
        hs.append(np.tanh(W_hx @ x + W_hh @ hs[-1] + b_h))
    return hs


def right_loop(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx, dW_hh = np.zeros_like(W_hx), np.zeros_like(W_hh)
    db_h, dh_next = np.zeros_like(b_h), np.zeros_like(h_0)
    for t in reversed(range(len(xs))):
        da = (dhs[t] + dh_next) * (1 - hs[t + 1] ** 2)
        dW_hx += da @ xs[t].T
        dW_hh += da @ hs[t].T
        db_h += da.sum(axis=1, keepdims=True)
        dh_next = W_hh.T @ da
    return dW_hx, dW_hh, db_h


def right_products_at_the_end(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = np.stack(_states(W_hx, W_hh, b_h, xs, h_0))
    das = np.zeros(dhs.shape)
    carried = 0
    for t in range(len(xs) - 1, -1, -1):
        das[t] = (dhs[t] + carried) * (1 - hs[t + 1] ** 2)
        carried = W_hh.T @ das[t]
    return (np.einsum("thb,tdb->hd", das, xs),
            np.einsum("thb,tkb->hk", das, hs[:-1]),
            das.sum(axis=(0, 2))[:, None])


def right_by_unrolling(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    total = [0, 0, 0]
    for last in range(len(xs)):                 # each loss on its own
        d = dhs[last]
        for t in range(last, -1, -1):
            da = d * (1 - hs[t + 1] * hs[t + 1])
            total[0] = total[0] + da @ xs[t].T
            total[1] = total[1] + da @ hs[t].T
            total[2] = total[2] + da.sum(axis=1, keepdims=True)
            d = W_hh.T @ da
    return tuple(total)


def right_float32(*given):
    return right_loop(*(np.float32(v) for v in given))


def forgot_what_comes_from_the_step_after(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = 0
    for t in range(len(xs)):
        da = dhs[t] * (1 - hs[t + 1] ** 2)
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
    return dW_hx, dW_hh, db_h


def forgot_the_losses_before_the_last_step(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = 0
    dh = dhs[-1]
    for t in range(len(xs) - 1, -1, -1):
        da = dh * (1 - hs[t + 1] ** 2)
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
        dh = W_hh.T @ da
    return dW_hx, dW_hh, db_h


def kept_the_first_step_s_share_only(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dh = 0
    for t in range(len(xs) - 1, -1, -1):
        da = (dhs[t] + dh) * (1 - hs[t + 1] ** 2)
        dW_hx = da @ xs[t].T
        dW_hh = da @ hs[t].T
        db_h = da.sum(axis=1, keepdims=True)
        dh = W_hh.T @ da
    return dW_hx, dW_hh, db_h


def forgot_the_slope_of_tanh(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = dh = 0
    for t in range(len(xs) - 1, -1, -1):
        da = dhs[t] + dh
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
        dh = W_hh.T @ da
    return dW_hx, dW_hh, db_h


def used_w_hh_itself_on_the_way_back(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = dh = 0
    for t in range(len(xs) - 1, -1, -1):
        da = (dhs[t] + dh) * (1 - hs[t + 1] ** 2)
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
        dh = W_hh @ da
    return dW_hx, dW_hh, db_h


def used_h_in_place_of_h_prev_in_dw_hh(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = dh = 0
    for t in range(len(xs) - 1, -1, -1):
        da = (dhs[t] + dh) * (1 - hs[t + 1] ** 2)
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t + 1].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
        dh = W_hh.T @ da
    return dW_hx, dW_hh, db_h


def averaged_over_time(W_hx, W_hh, b_h, xs, h_0, dhs):
    sums = right_loop(W_hx, W_hh, b_h, xs, h_0, dhs)
    return tuple(each / len(xs) for each in sums)


def read_the_losses_in_the_wrong_order(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = dh = 0
    for t, d in zip(range(len(xs) - 1, -1, -1), dhs):
        da = (d + dh) * (1 - hs[t + 1] ** 2)
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
        dh = W_hh.T @ da
    return dW_hx, dW_hh, db_h


def other_carried_before_the_slope(W_hx, W_hh, b_h, xs, h_0, dhs):
    hs = _states(W_hx, W_hh, b_h, xs, h_0)
    dW_hx = dW_hh = db_h = dh = 0
    for t in range(len(xs) - 1, -1, -1):
        da = dhs[t] * (1 - hs[t + 1] ** 2) + dh
        dW_hx = dW_hx + da @ xs[t].T
        dW_hh = dW_hh + da @ hs[t].T
        db_h = db_h + da.sum(axis=1, keepdims=True)
        dh = W_hh.T @ da
    return dW_hx, dW_hh, db_h
