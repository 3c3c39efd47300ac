"""Right and wrong: max pooling that remembers."""
import numpy as np


def _blocks(x):
    B, C, height, width = x.shape
    cut = x.reshape(B, C, height // 2, 2, width // 2, 2)
    return cut.transpose(0, 1, 2, 4, 3, 5).reshape(
        B, C, height // 2, width // 2, 4)


def _places(x, inside):
    rows = np.arange(x.shape[2] // 2)[:, None] * 2 + inside // 2
    columns = np.arange(x.shape[3] // 2) * 2 + inside % 2
    return rows * x.shape[3] + columns


def right_vectorised(x):
    blocks = _blocks(x)
    return blocks.max(axis=-1), _places(x, blocks.argmax(axis=-1))


def right_loop(x):
    B, C, height, width = x.shape
    y = np.zeros((B, C, height // 2, width // 2))
    places = np.zeros(y.shape, dtype=int)
    for n, c, i, j in np.ndindex(y.shape):
        best = None
        for r in (2 * i, 2 * i + 1):
            for s in (2 * j, 2 * j + 1):
                if best is None or x[n, c, r, s] > best:
                    best = x[n, c, r, s]
                    places[n, c, i, j] = r * width + s
        y[n, c, i, j] = best
    return y, places


def right_four_views(images):
    a, b = images[:, :, ::2, ::2], images[:, :, ::2, 1::2]
    c, d = images[:, :, 1::2, ::2], images[:, :, 1::2, 1::2]
    most = np.maximum(np.maximum(a, b), np.maximum(c, d))
    inside = np.where(a == most, 0, np.where(
        b == most, 1, np.where(c == most, 2, 3)))
    return most, _places(images, inside)


def right_float32(x):
    y, places = right_vectorised(x.astype(np.float32))
    return y, places.astype(np.float32)


def took_the_mean(x):
    blocks = _blocks(x)
    return blocks.mean(axis=-1), _places(x, blocks.argmax(axis=-1))


def counted_the_places_inside_of_the_block(x):
    blocks = _blocks(x)
    return blocks.max(axis=-1), blocks.argmax(axis=-1)


def moved_the_window_by_one(x):
    view = np.lib.stride_tricks.sliding_window_view(x, (2, 2), (2, 3))
    view = view.reshape(*view.shape[:4], 4)
    inside = view.argmax(axis=-1)
    rows = np.arange(view.shape[2])[:, None] + inside // 2
    columns = np.arange(view.shape[3]) + inside % 2
    return view.max(axis=-1), rows * x.shape[3] + columns


def took_the_smallest(x):
    blocks = _blocks(x)
    return blocks.min(axis=-1), _places(x, blocks.argmin(axis=-1))


def took_the_last_of_equal_entries(x):
    blocks = _blocks(x)
    inside = 3 - blocks[..., ::-1].argmax(axis=-1)
    return blocks.max(axis=-1), _places(x, inside)


def counted_the_places_from_1(x):
    blocks = _blocks(x)
    return blocks.max(axis=-1), _places(x, blocks.argmax(axis=-1)) + 1


def counted_the_places_column_by_column(x):
    y, places = right_vectorised(x)
    row, column = np.divmod(places, x.shape[3])
    return y, column * x.shape[2] + row


def let_nothing_be_smaller_than_0(x):
    blocks = _blocks(x)
    return np.maximum(blocks.max(axis=-1), 0), _places(
        x, blocks.argmax(axis=-1))


def other_counted_in_all_maps(x):
    y, places = right_vectorised(x)
    maps = np.arange(x.shape[0] * x.shape[1]).reshape(*x.shape[:2], 1, 1)
    return y, places + maps * x.shape[2] * x.shape[3]
