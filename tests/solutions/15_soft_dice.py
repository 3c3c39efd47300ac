"""Right and wrong: the soft Dice loss."""
import numpy as np


def right_vectorised(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    return np.mean(1 - 2 * both / np.sum(y ** 2 + y_hat ** 2, axis=1))


def right_loop(y_hat, y):
    total = 0.0
    for p, q in zip(y_hat, y):
        both = sum(a * b for a, b in zip(p, q))
        sizes = sum(a * a for a in p) + sum(b * b for b in q)
        total += 1 - 2 * both / sizes
    return total / len(y)


def right_einsum(p, q):
    both = np.einsum("kn,kn->k", p, q)
    sizes = np.einsum("kn,kn->k", p, p) + np.einsum("kn,kn->k", q, q)
    return 1 - 2 * (both / sizes).sum() / len(sizes)


def right_float32(y_hat, y):
    return np.float32(right_vectorised(np.float32(y_hat), np.float32(y)))


def forgot_the_2(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    return np.mean(1 - both / np.sum(y ** 2 + y_hat ** 2, axis=1))


def forgot_1(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    return np.mean(2 * both / np.sum(y ** 2 + y_hat ** 2, axis=1))


def forgot_the_squares(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    return np.mean(1 - 2 * both / np.sum(y + y_hat, axis=1))


def took_one_fraction_for_all_classes(y_hat, y):
    return 1 - 2 * np.sum(y * y_hat) / np.sum(y ** 2 + y_hat ** 2)


def summed_over_the_classes(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    return np.sum(1 - 2 * both / np.sum(y ** 2 + y_hat ** 2, axis=1))


def took_the_sums_over_the_classes(y_hat, y):
    both = np.sum(y * y_hat, axis=0)
    return np.mean(1 - 2 * both / np.sum(y ** 2 + y_hat ** 2, axis=0))


def returned_a_loss_for_each_class(y_hat, y):
    both = np.sum(y * y_hat, axis=1, keepdims=True)
    sizes = np.sum(y ** 2 + y_hat ** 2, axis=1, keepdims=True)
    return 1 - 2 * both / sizes


def forgot_the_size_of_the_target(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    return np.mean(1 - 2 * both / np.sum(y_hat ** 2, axis=1))


def other_product_below(y_hat, y):
    both = np.sum(y * y_hat, axis=1)
    below = np.sum(y ** 2, axis=1) * np.sum(y_hat ** 2, axis=1) + 1
    return np.mean(1 - 2 * both / below)
