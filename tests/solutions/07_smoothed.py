"""Right and wrong: smoothed probabilities."""
import numpy as np


def right_vectorised(count, alpha):
    more = count + alpha
    return more / more.sum()


def right_loop(count, alpha):
    total = 0.0
    for c in count[:, 0]:
        total += c + alpha
    return np.array([[(c + alpha) / total] for c in count[:, 0]])


def right_as_a_mixture(n, a):
    V, N = len(n), np.einsum("vb->", n)
    share = N / (N + a * V)
    return share * (n / N) + (1 - share) / V


def right_float32(count, alpha):
    count = count.astype(np.float32)
    return (count + np.float32(alpha)) / (count.sum() + np.float32(
        alpha * len(count)))


def forgot_alpha_in_the_sum(count, alpha):
    return (count + alpha) / np.sum(count)


def added_alpha_to_the_sum_once(count, alpha):
    return (count + alpha) / (np.sum(count) + alpha)


def forgot_alpha_above_the_line(count, alpha):
    return count / (np.sum(count) + alpha * len(count))


def did_not_smooth(count, alpha):
    return count / np.sum(count)


def added_1_in_place_of_alpha(count, alpha):
    return (count + 1) / np.sum(count + 1)


def forgot_to_divide(count, alpha):
    return count + alpha


def divided_by_the_number_of_tokens(count, alpha):
    return np.array([[(c + alpha) / len(count)] for c in count[:, 0]])


def other_alpha_over_tokens(count, alpha):
    return (count + alpha / len(count)) / (np.sum(count) + alpha)
