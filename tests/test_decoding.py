"""Greedy, beam search and brute force: they agree where they must."""
import itertools

import numpy as np
import pytest

from rnnkit.train.decoding import (Found, beam, brute_force, from_table,
                                   greedy)


def markov(K, seed, spread=1.0):
    """A next_step whose probabilities hang on the last two tokens."""
    rng = np.random.default_rng(seed)
    z = spread * rng.normal(size=(K + 1, K + 1, K))
    table = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))

    def next_step(token, state):
        return table[state, token], token
    return next_step


# K tokens and START = K, which no model ever chooses; 0 is the end.
def run(way, next_step, K, longest, *width):
    return way(next_step, K, K, 0, *width, longest)


def scored(next_step, K, tokens, finished):
    """The log-probability of one sequence, by the formula."""
    total, token, state = 0.0, K, K
    for new in (*tokens, *[0] * finished):
        log_probs, state = next_step(token, state)
        total, token = total + log_probs[new], new
    return total


@pytest.mark.parametrize("K, longest", [(1, 3), (2, 1), (2, 4), (3, 4),
                                        (4, 3)])
def test_brute_force_looks_at_everything(K, longest):
    next_step = markov(K, K)
    found = run(brute_force, next_step, K, longest, None)
    wanted = {(tokens, n < longest) for n in range(longest + 1)
              for tokens in itertools.product(range(1, K), repeat=n)}
    assert {(f.tokens, f.finished) for f in found} == wanted
    assert len(found) == len(wanted)
    assert np.isclose(sum(np.exp(f.log_prob) for f in found), 1)
    for tokens, log_prob, finished in found:
        assert np.isclose(log_prob, scored(next_step, K, tokens, finished))
    logs = [f.log_prob for f in found]
    assert logs == sorted(logs, reverse=True)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("K, longest", [(2, 5), (3, 4), (4, 3), (5, 1)])
def test_a_beam_that_is_wide_enough_is_brute_force(K, longest, seed):
    next_step = markov(K, seed)
    everything = run(brute_force, next_step, K, longest, None)
    wide = len(everything)
    assert run(beam, next_step, K, longest, wide) == everything
    assert run(beam, next_step, K, longest, 10 * wide) == everything
    assert run(brute_force, next_step, K, longest, 2) == everything[:2]


@pytest.mark.parametrize("seed", range(30))
def test_a_beam_of_one_is_greedy_and_no_beam_invents(seed):
    K, longest, next_step = 4, 5, markov(4, seed, 2.0)
    everything = set(run(brute_force, next_step, K, longest, None))
    first = run(greedy, next_step, K, longest)
    assert [first] == run(beam, next_step, K, longest, 1)
    token, state, tokens = K, K, []
    for _ in range(longest):                     # greedy, written out
        log_probs, state = next_step(token, state)
        token = int(np.argmax(log_probs))
        if token == 0:
            break
        tokens.append(token)
    assert first.tokens == tuple(tokens) and first.finished == (token == 0)
    for width in (1, 2, 3, 7):
        found = run(beam, next_step, K, longest, width)
        assert len(found) == width == len(set(found))
        assert set(found) <= everything
        logs = [f.log_prob for f in found]
        assert logs == sorted(logs, reverse=True)


# After token 1 nothing is certain, after token 2 all is; greedy takes 1.
trap = from_table([[1, 0, 0], [.34, .33, .33], [1, 0, 0], [0, .6, .4]])


def test_a_beam_of_two_escapes_from_the_trap():
    assert greedy(trap, None, 3, 0, 3).tokens[0] == 1
    best = beam(trap, None, 3, 0, 2, 3)[0]
    assert best.tokens == (2,) and best.finished
    assert np.isclose(np.exp(best.log_prob), 0.4)
    assert best == brute_force(trap, None, 3, 0, 1, 3)[0]


def test_what_is_impossible_is_never_found():
    found = brute_force(trap, None, 3, 0, None, 2)
    assert all(np.isfinite(f.log_prob) for f in found)
    assert Found((2,), np.log(.4), True) in found
    assert len(beam(trap, None, 3, 0, 99, 2)) == len(found)


def test_the_state_that_was_given_goes_on_in_several_ways():
    """A state that is a history: each beginning has one of its own."""
    def next_step(token, state):
        state = (*state, token)
        return np.log([.2, .5, .3]), state
    for f in beam(next_step, (), 9, 0, 5, 3):
        assert len(f.tokens) <= 3
    assert beam(next_step, (), 9, 0, 50, 3) == brute_force(
        next_step, (), 9, 0, None, 3)


@pytest.mark.parametrize("way, more", [(beam, (2,)), (brute_force, (2,)),
                                       (greedy, ())])
@pytest.mark.parametrize("log_probs, message", [
    ([[0.0]], r"log_probs is \(1, 1\).*one number a token"),
    ([], r"log_probs is \(0,\)"),
    ([np.nan, 0], "NaN"), ([-np.inf, -np.inf], "no token that is possible"),
    ([3.0, 1.0], "entry 3: .*never above 0")])
def test_log_probs_that_are_none_are_named(way, more, log_probs, message):
    with pytest.raises(ValueError, match=message):
        way(lambda token, state: (log_probs, state), None, 0, 0, *more, 3)


@pytest.mark.parametrize("width", [0, -1, 1.5, True, "3"])
def test_no_beam_is_a_clear_error(width):
    for way in (beam, brute_force):
        with pytest.raises(ValueError, match=f"width is {width!r}: a whole"):
            way(trap, None, 3, 0, width, 3)


@pytest.mark.parametrize("longest", [0, -2, 2.0, None])
def test_no_length_is_a_clear_error(longest):
    for way, more in ((beam, (1,)), (brute_force, (1,)), (greedy, ())):
        with pytest.raises(ValueError, match="longest is .*a whole number"):
            way(trap, None, 3, 0, *more, longest)


@pytest.mark.parametrize("end", [3, -1, 0.0, True])
def test_an_end_outside_of_the_vocabulary_is_a_clear_error(end):
    with pytest.raises(ValueError, match="end is .*0 to 2"):
        greedy(trap, None, 3, end, 3)


def test_too_much_for_brute_force_is_said():
    flat = np.full(30, -np.log(30))
    with pytest.raises(ValueError, match="more than 300,000 sequences"):
        brute_force(lambda token, state: (flat, state), None, 0, 0, 1, 9)


@pytest.mark.parametrize("P, message", [
    ([[1.0]], r"P is \(1, 1\).*\(K \+ 1, K\)"), ([], "P is"), (3, "P is"),
    ([[.5, .4], [0, 1], [0, 1]], "sums to 0.9"),
    ([[1.5, -.5], [0, 1], [0, 1]], "never negative")])
def test_a_table_that_is_none_is_named(P, message):
    with pytest.raises(ValueError, match=message):
        from_table(P)
