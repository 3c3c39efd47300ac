"""What chapter 10 draws and tabulates, from runs and models."""
import re

import numpy as np
import pytest

from rnnkit.play import training as play
from rnnkit.train import (BITS, Run, Streams, Vocabulary, evaluate,
                          next_probabilities, sample, start)

TEXT = "the cat sat on the mat. the dog sat on the log.\n" * 5
CHARACTERS = Vocabulary.of_characters(TEXT)


@pytest.fixture
def run():
    model = start("gru", CHARACTERS, 8, dtype=float)
    return Run(model, Streams(CHARACTERS.encode(TEXT), 2, 10))


def told(display):
    """The numbers under each name in the words of a picture."""
    return {name: float(value) for name, value in
            re.findall(r"(\S+) (\d\.\d{3})\b", display.text())}


def test_the_bars_are_the_distribution(run):
    p = next_probabilities(run.model, "the", 0.8)
    shown = told(play.next_bars(run.model, "the", 0.8, most=4))
    rest = shown.pop("rest")
    top = sorted(p)[::-1][:4]
    np.testing.assert_allclose(list(shown.values()), top, atol=6e-4)
    assert rest == pytest.approx(1 - sum(top), abs=6e-4)


def test_all_bars_keep_the_order_of_the_vocabulary():
    letters = Vocabulary(tuple("helo"))
    display = play.warmed_bars(np.array([1, 2.2, -3, 4.1]), letters, 1.0)
    shown = told(display)
    assert shown == {"h": .038, "e": .125, "l": .001, "o": .837}
    assert display.svg().index(">h<") < display.svg().index(">o<")


def test_what_cannot_be_seen_is_given_a_sign(run):
    bars = play.next_bars(run.model, "the", most=CHARACTERS.size).text()
    assert "␣" in bars and "¶" in bars
    assert play.shown("a\nb") == "a ¶ b"
    assert play.shown("x" * 60).replace("\u200b", "") == "x" * 60
    assert play.tail("x" * 60 + "y").endswith("xy")


def test_stages_train_up_to_each_step(run):
    found = play.stages(run, (0, 4, 9), "the", length=7, show="quiet")
    assert [stage.step for stage in found] == [0, 4, 9] and run.step == 9
    assert found[-1].bits == evaluate(run.model, run.data) * BITS
    assert found[-1].text == "the" + sample(run.model, "the", 7, 0.7)
    table = play.stage_table(found, "How it went").text()
    assert "How it went" in table and f"{found[1].bits:.2f}" in table


def test_stages_end_where_the_run_is_stopped_and_go_on(run):
    def stop(run):
        if run.step == 6:
            raise KeyboardInterrupt

    found = play.stages(run, (0, 4, 9, 12), "the", show="quiet", watch=stop)
    assert [stage.step for stage in found] == [0, 4, 6]
    found = play.stages(run, (0, 4, 9, 12), "the", show="quiet")
    assert [stage.step for stage in found] == [9, 12]


def test_a_curve_says_where_it_ends(run):
    assert "at the end it is nothing" not in play.loss_curve(run).text()
    run.train(130, "quiet")
    curve = play.loss_curve(run, {"uniform": 4.0}).text()
    steps, means = play.thinned(run.bits)
    assert len(steps) == play.POINTS and steps[-1] == 130
    assert np.average(means, weights=np.diff([0, *steps])) == \
        pytest.approx(run.bits.mean())
    assert f"{means[-1]:.2f}" in " ".join(curve.split())
    assert "uniform: 4.00" in " ".join(curve.split())


def test_a_live_curve_outside_a_notebook_only_waits(run):
    live = play.LiveLoss(run)
    run.train(3, "quiet", watch=live)
    live.end()
    assert live.handle is None and "bits" in live.text()


def test_the_step_table_says_what_is_bet_on():
    y_hat = np.array([[[.1], [.9]], [[.8], [.2]]])
    table = play.step_table(Vocabulary(("a", " ")), [0, 1], [1, 1], y_hat)
    lines = table.text().splitlines()
    assert lines[2].split() == ["1", "a", "space", "0.900", "space"]
    assert lines[3].split() == ["2", "space", "space", "0.200", "a"]
