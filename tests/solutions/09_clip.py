"""Right and wrong: clipping a gradient."""
import numpy as np


def right_vectorised(g, limit):
    length = np.sqrt(np.sum(g ** 2))
    return g * min(1, limit / length)


def right_loop(g, limit):
    length = 0.0
    for number in g.flat:
        length += number * number
    if length ** 0.5 <= limit:
        return g
    return np.array([[n / length ** 0.5 * limit for n in row] for row in g])


def right_einsum(gradient, most):
    square = np.einsum("ij,ij->", gradient, gradient)
    return gradient / max(1.0, square ** 0.5 / most)


def right_float32(g, limit):
    g = g.astype(np.float32)
    length = np.linalg.norm(g)
    return g * np.float32(limit) / length if length > limit else g


def clipped_each_entry_on_its_own(g, limit):
    return np.clip(g, -limit, limit)


def clipped_each_entry_on_its_own__2(g, limit):
    return np.sign(g) * np.minimum(abs(g), limit)


def stretched_short_gradients_too(g, limit):
    return g / np.linalg.norm(g) * limit


def forgot_the_root_in_the_length(g, limit):
    length = np.sum(g * g)
    return g if length <= limit else g * limit / length


def scaled_to_the_length_1(g, limit):
    length = np.sqrt(np.sum(g * g))
    return g if length <= limit else g / length


def did_not_clip_at_all(g, limit):
    return g + 0


def compared_the_largest_entry_with_the_limit(g, limit):
    most = np.max(np.abs(g))
    return g * limit / most if most > limit else g


def multiplied_by_the_length_over_the_limit(g, limit):
    length = np.sqrt(np.sum(g * g))
    return g * length / limit if length > limit else g


def shortened_the_rest(g, limit):
    length = np.sqrt(np.sum(g * g))
    if length < limit:
        g = g * limit / length
    return g


def other_column_by_column(g, limit):
    length = np.sqrt(np.sum(g * g, axis=0))
    return g * np.minimum(1, limit / length)


def other_divided_by_no_length(g, limit):
    length = np.linalg.norm(g)
    return g / length * min(length, limit)
