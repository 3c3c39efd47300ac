"""Right and wrong: convolution of images."""
import numpy as np


def _windows(x, k, stride):
    view = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))
    return view[:, :, ::stride, ::stride]


def _sum(W, x, stride):
    return np.einsum("mckl,bcijkl->bmij", W, _windows(x, W.shape[2], stride))


def right_einsum(W, b, x, stride):
    return _sum(W, x, stride) + b[:, :, None]


def right_loop(W, b, x, stride):
    B, C, height, width = x.shape
    M, k = len(W), W.shape[2]
    rows, columns = (height - k) // stride + 1, (width - k) // stride + 1
    y = np.zeros((B, M, rows, columns))
    for n in range(B):
        for m in range(M):
            for i in range(rows):
                for j in range(columns):
                    top, left = i * stride, j * stride
                    part = x[n, :, top:top + k, left:left + k]
                    y[n, m, i, j] = np.sum(W[m] * part) + b[m, 0]
    return y


def right_tap_by_tap(filters, bias, images, step):
    k = filters.shape[-1]
    rows = (images.shape[2] - k) // step + 1
    columns = (images.shape[3] - k) // step + 1
    y = bias.reshape(1, -1, 1, 1)
    for i in range(k):
        for j in range(k):
            seen = images[:, :, i:i + step * rows:step,
                          j:j + step * columns:step]
            seen = seen[:, :, :rows, :columns]
            y = y + np.tensordot(filters[:, :, i, j], seen, ([1], [1])
                                 ).transpose(1, 0, 2, 3)
    return y


def right_float32(W, b, x, stride):
    return right_einsum(np.float32(W), np.float32(b), np.float32(x), stride)


def forgot_the_bias(W, b, x, stride):
    return _sum(W, x, stride)


def turned_the_filter_round(W, b, x, stride):
    return _sum(W[:, :, ::-1, ::-1], x, stride) + b[:, :, None]


def swapped_rows_and_columns_of_the_filter(W, b, x, stride):
    return _sum(W.transpose(0, 1, 3, 2), x, stride) + b[:, :, None]


def ignored_the_stride(W, b, x, stride):
    return _sum(W, x, 1) + b[:, :, None]


def used_the_first_map_only(W, b, x, stride):
    y = np.einsum("mkl,bijkl->bmij", W[:, 0],
                  _windows(x, W.shape[2], stride)[:, 0])
    return y + b[:, :, None]


def padded_the_image(W, b, x, stride):
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    return _sum(W, x, stride) + b[:, :, None]


def took_the_mean_in_place_of_the_sum(W, b, x, stride):
    return _sum(W, x, stride) / W[0].size + b[:, :, None]


def added_the_bias_for_each_map(W, b, x, stride):
    y = 0
    for c in range(x.shape[1]):
        y = y + _sum(W[:, [c]], x[:, [c]], stride) + b[:, :, None]
    return y


def other_added_all_biases(W, b, x, stride):
    return _sum(W, x, stride) + b.sum() + 1
