"""Networks that compute: by hand they are exact, trained they are honest."""
import numpy as np
import pytest

from rnnkit.cells import dense, readout, rnn
from rnnkit.cells.activations import slope
from rnnkit.cells.threshold import parity_step, threshold
from rnnkit.ledger import worked
from rnnkit.gradients import gradcheck
from rnnkit.page import by_hand
from rnnkit.play.computing import (XorTable, bits, parity_bits, string,
                                   sums_drawn, through_time)
from rnnkit.play.parity import (Net, all_right, learn_parity, losses_drawn,
                                one_update, right, shares_drawn, start,
                                strings)

SOLUTION = (1, 1, 1.5, 1, 1, 0.5, -1, 1, 0.5)


def parity_params():
    row = worked("E-parity")
    return dense.Params(row.W1, row.b1, row.W2, row.b2)


def test_a_threshold_is_on_at_its_threshold():
    a = np.array([[-1.0, 0.0, 0.5, 0.49]])
    assert threshold(a).tolist() == [[0, 1, 1, 1]]
    assert threshold(a, theta=0.5).tolist() == [[0, 0, 1, 0]]
    theta = np.array([[0.0], [1.0]])
    assert threshold(np.ones((2, 1)) * 0.5, theta).tolist() == [[1], [0]]


@pytest.mark.parametrize("theta", [np.nan, np.inf, "high", None])
def test_a_threshold_is_a_finite_number(theta):
    with pytest.raises(ValueError, match="theta"):
        threshold(np.zeros((1, 1)), theta)


def test_a_threshold_has_no_slope_to_follow():
    with pytest.raises(ValueError, match="no slope is known for 'threshold'"):
        slope(threshold, np.ones((1, 1)))


def test_trace_reads_a_threshold():
    page = by_hand(parity_step, parity_params(), x=np.array([[1.0]]),
                   y_prev=np.array([[1.0]]))
    assert page["h"].tolist() == [[1], [1]] and page["y"].tolist() == [[0]]


def test_the_parity_network_is_right_for_every_string_of_ten_bits():
    every = (np.arange(1024) >> np.arange(10)[:, None]) & 1
    ys = parity_bits(parity_params(), every[:, None].astype(float),
                     np.zeros((1, 1024)))
    assert np.array_equal(np.concatenate(ys), every.cumsum(axis=0) % 2)


def test_folded_into_one_recurrent_cell_it_is_the_same():
    row = worked("E-parity")
    cell = rnn.Params(row.W1[:, 1:], row.W1[:, :1] @ row.W2, row.b1)
    out = readout.Params(row.W2, np.zeros((1, 1)))
    xs = string(row.bits)
    ys = through_time(cell, out, xs, np.zeros((2, 1)), threshold)
    assert np.array_equal(np.ravel(ys), row.expected["parity"][0])


@pytest.mark.parametrize("given", ["0 1 1", "011", [0, 1, 1]])
def test_a_string_of_bits(given):
    assert string(given).shape == (3, 1, 1) and bits(string(given)) == "0 1 1"


@pytest.mark.parametrize("given, said", [
    ("012", "bits has '2'"), ("", "bits is empty"), ([], "bits is empty")])
def test_a_bad_string_of_bits(given, said):
    with pytest.raises(ValueError, match=said):
        string(given)


def test_random_strings_come_with_their_parity():
    xs, y = strings(np.random.default_rng(0), 6, 4)
    assert np.array_equal(xs[:, 0].cumsum(axis=0) % 2, y)


def test_the_xor_table_marks_each_row():
    table = XorTable()
    assert table.right == [False, True, True, False]     # 0 ≥ 0 is on
    table.set(*SOLUTION)
    assert table.right == [True] * 4
    assert "All four rows are right" in table.drawn().text()
    table.fields[8].value = 5
    assert table.right == [True, False, False, True]
    assert "2 of 4" in table.table.value


def test_the_xor_table_knows_other_solutions():
    table = XorTable((1, -1, 0.5, -1, 1, 0.5, 1, 1, 0.5))
    assert table.right == [True] * 4


def test_the_xor_table_needs_nine_numbers():
    with pytest.raises(ValueError, match="nine are needed"):
        XorTable((1, 2, 3))


def test_an_update_follows_the_gradient():
    net, rng = start(0, hidden=3)
    xs, y = strings(rng, 4, 5)

    class Look:
        def update(self, params, gradients, memory):
            self.gradients = gradients
            return params, memory

    look = Look()
    same, _, loss = one_update(net, None, xs, y, look)
    assert same is net and loss > 0

    def whole(net):
        h, total = np.zeros((3, 5)), 0
        for x, target in zip(xs, y):
            h = rnn.step(net.cell, x, h).h
            total = total + readout.loss(readout.linear(net.output, h),
                                         target)
        return total

    assert gradcheck(whole, net, look.gradients).ok


def test_training_finds_parity_and_is_tested_on_longer_strings():
    net, losses = learn_parity(seed=0, T=5)
    assert losses[-1] < 0.02 < losses[0]
    assert all_right(net, 5) == 1


def test_untrained_it_guesses():
    net, losses = learn_parity(seed=0, updates=1)
    assert len(losses) == 1 and all_right(net, 20) < 0.1
    assert isinstance(net, Net)


def test_long_strings_are_right_bit_by_bit_or_not_at_all():
    net, _ = learn_parity(seed=0, updates=60)
    each = right(net, 20, 50)
    assert each.shape == (20, 50) and 0.3 < each.mean() < 1
    assert all_right(net, 20, 50) == each.all(axis=0).mean()


def test_the_pictures_of_training_say_their_numbers():
    assert "from 0.70 to 0.10" in losses_drawn([0.7, 0.4, 0.1]).text()
    assert "seed 1: 100% of the short, 50% of the long" in shares_drawn(
        [0.9, 1.0], [0.0, 0.5]).text().replace("\n", " ")


def test_a_squashed_output_has_a_name_of_its_own():
    one, zero = np.ones((1, 1)), np.zeros((1, 1))
    page = by_hand(through_time, rnn.Params(one, one, zero),
                   readout.Params(one, zero), [one, one], zero, squash=np.tanh)
    assert page.lines[-3:] == ["a_2", "y_2", "p_2"]


def test_the_drawing_shows_the_state_and_the_output():
    row = worked("E-compare")
    words = sums_drawn(row.x).describe().items[0].words
    assert "t = 1: h = 4.0, y = 1.0" in words
    assert "t = 3: h = -0.7, y = 0.03" in words
