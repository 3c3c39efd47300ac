"""Right and wrong: transposed convolution of signals."""
import numpy as np


def _empty(W, x, stride):
    length = stride * (x.shape[2] - 1) + W.shape[2]
    return np.zeros((len(x), W.shape[1], length))


def _lay(W, x, stride):
    y = _empty(W, x, stride)
    for i in range(x.shape[2]):
        y[:, :, stride * i:stride * i + W.shape[2]] += np.einsum(
            "bm,mck->bck", x[:, :, i], W)
    return y


def right_copies(W, b, x, stride):
    return _lay(W, x, stride) + b


def right_loop(W, b, x, stride):
    M, C, k = W.shape
    y = _empty(W, x, stride)
    for n in range(len(x)):
        for c in range(C):
            y[n, c] = b[c, 0]
            for m in range(M):
                for i in range(x.shape[2]):
                    for tap in range(k):
                        y[n, c, stride * i + tap] += x[n, m, i] * W[m, c,
                                                                    tap]
    return y


def right_by_zeros_between(W, b, x, stride):
    k = W.shape[2]
    wide = np.zeros((*x.shape[:2], stride * (x.shape[2] - 1) + 1))
    wide[:, :, ::stride] = x
    wide = np.pad(wide, ((0, 0), (0, 0), (k - 1, k - 1)))
    seen = np.lib.stride_tricks.sliding_window_view(wide, k, 2)
    return np.einsum("mck,bmik->bci", W[:, :, ::-1], seen) + b


def right_float32(W, b, x, stride):
    W, b, x = np.float32(W), np.float32(b), np.float32(x)
    y = np.zeros(_empty(W, x, stride).shape, np.float32) + b
    for tap in range(W.shape[2]):
        end = tap + stride * (x.shape[2] - 1) + 1
        y[:, :, tap:end:stride] += np.einsum("bmi,mc->bci", x, W[:, :, tap])
    return y


def forgot_the_bias(W, b, x, stride):
    return _lay(W, x, stride)


def turned_the_filter_round(W, b, x, stride):
    return _lay(W[:, :, ::-1], x, stride) + b


def overwrote_where_copies_overlap(W, b, x, stride):
    y = _empty(W, x, stride)
    for i in range(x.shape[2]):
        y[:, :, stride * i:stride * i + W.shape[2]] = np.einsum(
            "bm,mck->bck", x[:, :, i], W) + b
    for place in range(y.shape[2]):             # the gaps hold the bias
        if place % stride >= W.shape[2]:
            y[:, :, place] = b[:, 0]
    return y


def ignored_the_stride(W, b, x, stride):
    return _lay(W, x, 1) + b


def used_the_first_map_only(W, b, x, stride):
    return _lay(W[:1], x[:, :1], stride) + b


def cut_off_the_end(W, b, x, stride):
    y = _lay(W, x, stride) + b
    return y[:, :, :stride * x.shape[2]]


def added_the_bias_for_each_map(W, b, x, stride):
    y = 0
    for m in range(len(W)):
        y = y + _lay(W[[m]], x[:, [m]], stride) + b
    return y


def swapped_the_maps_of_w(W, b, x, stride):
    return _lay(W.transpose(1, 0, 2), x, stride) + b


def other_one_further(W, b, x, stride):
    return np.roll(_lay(W, x, stride), 1, axis=2) + b + 1
