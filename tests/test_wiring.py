"""What an output can see: the graph, a network and its record agree."""
import itertools
import random
import statistics
import time

import numpy as np
import pytest

from rnnkit.play.wiring import (Cross, beside, board, confirm, matrix,
                                picture, recorded, scenarios, table, typeset)
from rnnkit.play.wiring_picture import curve, drawing, hits, places
from rnnkit.ledger import worked
from rnnkit.wiring import (Link, autoregressive, block_matrix, distribution,
                           distributions, encoder_decoder, general,
                           independent, many_to_one, multilayer, named,
                           one_to_many, perturbed, random_params, recurrent,
                           run)

ALL = [independent(1), independent(3), one_to_many(3), many_to_one(3),
       recurrent(1), recurrent(4), multilayer(3), autoregressive(3),
       encoder_decoder(3, 2), encoder_decoder(2, 3, fed_back=True),
       multilayer(3).add("x_1", "g_1"), recurrent(3).add("x_1", "y_3")]
NAMES = [f"{w.title} {len(w.nodes)} {len(w.links)}" for w in ALL]


def variations(wiring, count):
    """Wirings with some links crossed out and some states at zero."""
    rng = random.Random(len(wiring.links))
    for _ in range(count):
        links = [k for k in wiring.links if rng.random() < 0.25]
        zero = [h for h in wiring.states if rng.random() < 0.15]
        yield wiring.cross(*links).zeroed(*zero)


def seen(wiring):
    return {y: wiring.sees(y) for y in wiring.outputs}


# -- three answers to one question -------------------------------------------

@pytest.mark.parametrize("wiring", ALL, ids=NAMES)
def test_the_graph_is_right_about_a_network(wiring):
    for varied in [wiring, *variations(wiring, 30)]:
        assert perturbed(varied) == seen(varied)
        assert perturbed(varied, seed=5) == seen(varied)


def rebuilt(wiring, rng):
    """A wiring at random: links added and crossed out, variables removed,
    states at zero."""
    gone = [n for n in wiring.names
            if rng.random() < {"x": .35, "y": .1}.get(n[0], .1)]
    wiring = wiring.without(*gone)
    for _ in range(rng.randrange(5)):
        source, target = sorted(rng.choices(range(len(wiring.names) or 1),
                                            k=2))
        pair = wiring.names[source:][:1] + wiring.names[target:][:1]
        if source < target and pair[1][0] != "x" \
                and Link(*pair) not in wiring.links:
            wiring = wiring.add(*pair)
    return next(variations(wiring, 1))


@pytest.mark.parametrize("wiring", ALL, ids=NAMES)
def test_the_graph_is_right_about_random_wirings(wiring):
    rng = random.Random(1)
    for _ in range(60):
        varied = rebuilt(wiring, rng)
        assert perturbed(varied) == seen(varied), varied


def test_skips_within_a_lane_and_networks_without_inputs():
    skip = recurrent(3).add("h_1", "h_3")
    assert perturbed(skip.cross(("h_1", "h_2"))) == {
        "y_1": ("x_1",), "y_2": ("x_2",), "y_3": ("x_1", "x_2", "x_3")}
    nothing = {"y_1": (), "y_2": (), "y_3": ()}
    for alone in (recurrent(3).without("x_1", "x_2", "x_3"),
                  one_to_many(3).without("x_1")):
        assert perturbed(alone) == nothing == seen(alone)
    params = random_params(recurrent(1))
    for gone, shape in ((("x_1", "h_1"), (2, 0)),
                        (("x_1", "h_1", "y_1"), (0, 0))):
        M, *_ = block_matrix(recurrent(1).without(*gone), params)
        assert M.shape == shape


@pytest.mark.parametrize("wiring", ALL, ids=NAMES)
def test_the_record_says_the_same(wiring):
    for varied in [wiring, *variations(wiring, 3)]:
        for y in varied.outputs:
            assert recorded(varied, y) == varied.sees(y)


def test_perturbing_notices_a_wrong_wiring():
    """The proof of the proof: a network with another wiring disagrees."""
    w = recurrent(3)
    assert perturbed(w.cross(("h_1", "h_2"))) != seen(w)
    assert perturbed(w) != seen(w.zeroed("h_2"))


@pytest.mark.parametrize("wiring", ALL, ids=NAMES)
def test_one_block_matrix_gives_every_sum(wiring):
    for varied in [wiring, *variations(wiring.zeroed(), 3)]:
        varied = varied.cross(*varied.dead)
        varied = type(varied)(varied.title, varied.nodes, varied.links,
                              varied.crossed)
        params, rng = random_params(varied), np.random.default_rng(0)
        given = {n: rng.normal(size=(2, 1)) for n in varied.observed}
        values = run(varied, params, given)
        M, rows, columns = block_matrix(varied, params)
        sums = M @ np.vstack([{**values, **given}[c] for c in columns])
        for name, total in zip(rows, sums.reshape(-1, 2, 1)):
            total = total + params[f"b_{name[0]}"]
            expected = total if name[0] == "y" else np.tanh(total)
            np.testing.assert_allclose(values[name], expected, atol=1e-12)


# -- what the slides ask -----------------------------------------------------

def test_the_distributions_of_deck_A():
    assert general(independent(3)) == "P(y_t | x_t)"
    assert general(recurrent(3)) == "P(y_t | x_1, …, x_t)"
    assert distribution(recurrent(3), "y_3") == "P(y_3 | x_1, x_2, x_3)"
    assert general(encoder_decoder(3, 2)) == "P(y_t | x_1, …, x_T)"
    assert (general(encoder_decoder(3, 2, True))
            == "P(y_t | x_1, …, x_T, y_1, …, y_{t−1})")
    assert general(autoregressive(3)) == "P(y_t | x_1, y_1, …, y_{t−1})"


@pytest.mark.parametrize("T", [1, 2, 5])
def test_the_general_formula_is_that_of_every_output(T):
    w = recurrent(T)
    for t, y in enumerate(w.outputs, 1):
        assert w.sees(y) == tuple(f"x_{k}" for k in range(1, t + 1))
    assert (general(w) is None) == (T == 1)


def test_without_a_common_formula_there_is_none():
    assert general(recurrent(3).cross(("h_1", "h_2"))) is None
    assert general(recurrent(3).zeroed("h_1", "h_2", "h_3")) == "P(y_t)"


def test_a_fed_back_output_ends_the_way():
    w = autoregressive(3).cross(("h_1", "h_2"), ("h_2", "h_3"))
    assert distributions(w) == {"y_1": "P(y_1 | x_1)", "y_2": "P(y_2 | y_1)",
                                "y_3": "P(y_3 | y_2)"}


def test_a_state_of_zero_takes_its_links_with_it():
    w = recurrent(3).zeroed("h_2")
    assert set(map(str, w.dead)) == {"x_2 → h_2", "h_1 → h_2", "h_2 → h_3",
                                     "h_2 → y_2"}
    assert w.toggle_zero("h_2") == recurrent(3)


def test_steps_and_ways():
    w = multilayer(3)
    assert w.steps("x_1", "y_3") == 5 and w.ways("x_1", "y_3") == 3
    assert w.add("x_1", "g_1").steps("x_1", "y_3") == 4
    assert w.steps("x_3", "y_1") is None and w.ways("x_3", "y_1") == 0
    assert w.steps("x_1", "x_1") == 0


def test_what_is_removed_is_gone_with_its_links():
    w = recurrent(5).without("y_1", "y_2", "x_4", "x_5")
    assert general(w) == "P(y_t | x_1, …, x_T)"
    assert not any({"y_1", "x_5"} & set(link) for link in w.links)


def test_a_wiring_never_changes():
    w = recurrent(3)
    before = repr(w)
    w.cross(("h_1", "h_2")), w.zeroed("h_1"), w.add("x_1", "y_3")
    assert repr(w) == before
    assert w.toggle("h_1", "h_2").toggle("h_1", "h_2") == w


# -- bad input ---------------------------------------------------------------

@pytest.mark.parametrize("call, said", [
    (lambda: recurrent(0), "T is 0: a whole number of 1 or more"),
    (lambda: recurrent(2.5), "T is 2.5: a whole number"),
    (lambda: encoder_decoder(2, True), "K is True: a whole number"),
    (lambda: recurrent(2).cross(("h_1", "y_2")), "no link h_1 → y_2"),
    (lambda: recurrent(2).cross("h_1"), "'h_1' is no link: write a pair"),
    (lambda: recurrent(2).toggle("q_1", "h_2"), "no 'q_1'.*it has x_1, h_1"),
    (lambda: recurrent(2).zeroed("x_1"), "x_1 is no hidden state"),
    (lambda: recurrent(2).add("x_1", "h_1"), "is there already"),
    (lambda: recurrent(2).add("h_2", "h_1"), "does not lead forward"),
    (lambda: recurrent(2).add("x_1", "x_2"), "does not lead forward"),
    (lambda: recurrent(2).sees("y_9"), "no 'y_9'"),
    (lambda: distribution(recurrent(2), "h_1"), "'h_1' is no output"),
    (lambda: named("many to few"), "no wiring is called 'many to few'"),
    (lambda: run(recurrent(2), {}, {}), "given has no x_1, x_2"),
    (lambda: Cross(), "Cross needs a wiring"),
    (lambda: Cross(recurrent(2), match="x"), "match is 'x'"),
])
def test_bad_input_is_answered(call, said):
    with pytest.raises(ValueError, match=said):
        call()


# -- the picture and the widget ----------------------------------------------

@pytest.mark.parametrize("wiring", ALL, ids=NAMES)
def test_no_arrow_runs_through_a_box(wiring):
    at, width, height = places(wiring)
    for link in wiring.links:
        others = tuple(at[name] for name in at if name not in link)
        points = curve(at[link.source], at[link.target], others)
        assert hits(points, others, near=1) == 0
        assert all(0 <= x <= width for x, _ in (points[0], points[2]))
    boxes = list(at.values())
    assert all(abs(a[0] - b[0]) > 60 or abs(a[1] - b[1]) > 40
               for a, b in itertools.combinations(boxes, 2))


def test_the_picture_has_every_link_and_says_what_is_crossed_out():
    w = recurrent(2).cross(("h_1", "h_2"))
    shown = drawing(w)
    assert shown.svg.count("data-link=") == len(w.links)
    assert "Crossed out: h_1 → h_2." in shown.words


def test_the_board_has_all_three():
    text = board(recurrent(2).cross(("h_1", "h_2"))).text()
    assert "[The wiring: many to many, aligned]" in text
    assert "P(y_2 | x_2)" in text
    row = next(line for line in matrix(recurrent(2)).text().splitlines()
               if line.strip().startswith("h_2"))
    assert row.split() == ["h_2", "W_hx", "W_hh"]


def test_html_is_typeset():
    assert "<i>y</i><sub" in typeset("P(y_{t−1} | x_1)")
    assert ">t−1</sub>" in typeset("P(y_{t−1} | x_1)")
    shown = board(recurrent(1))
    assert "P(y_1 | x_1)" not in shown.html()
    assert shown._repr_mimebundle_()["text/html"] == shown.html()
    assert "border:1px" in matrix(recurrent(1)).html()


def test_tables_say_what_is_so():
    assert "P(y_t | x_t)" in table(independent(2), recurrent(1)).text()
    assert "NO" not in confirm(encoder_decoder(2, 2, True)).text()
    row = worked("A-cond")
    assert "same" in beside(row, rnn="P(y_t | x_1, …, x_t)").text()
    assert "differs" in beside(row, rnn="P(y_t | x_t)").text()


def test_every_task_of_a_row_is_in_its_table():
    row = worked("B-scenarios")
    text = scenarios(row).text()
    assert text.count("same") == len(row.tasks) and "differs" not in text
    row.expected["can_model"][0] = "P(y_1)"
    assert scenarios(row).text().count("differs") == 1


def test_several_pictures_stand_side_by_side_with_their_names():
    html = picture(recurrent(2), multilayer(2)).html()
    assert html.count("<svg") == 2 and ">two layers</text>" in html
    assert picture(recurrent(2)).html().count("</text>") == html.count(
        "</text>") - picture(multilayer(2)).html().count("</text>") - 2


def test_a_click_changes_all_three():
    c = Cross(recurrent(3))
    before = c.picture, c.matrix, c.odds
    c.heard(c, {"link": "h_1 h_2"}, None)
    assert all(now != then for now, then in
               zip((c.picture, c.matrix, c.odds), before))
    assert "y_3 no longer sees x_1" in c.words
    c.heard(c, {"link": "h_1 h_2"}, None)
    assert (c.picture, c.matrix, c.odds) == before
    assert "y_3 sees x_1 again" in c.words


def test_a_state_can_be_set_to_zero_and_all_put_back():
    c = Cross(recurrent(3))
    before = c.picture
    c.heard(c, {"state": "h_2"}, None)
    assert c.wiring.zero == {"h_2"} and "= 0" in c.picture
    c.heard(c, {"action": "again"}, None)
    assert c.picture == before


def test_another_wiring_can_be_chosen():
    c = Cross(recurrent(3), multilayer(3))
    c.chosen = "two layers"
    assert c.wiring == multilayer(3) and "g_1" in c.matrix.replace(
        "<mi", "") or "data-state=\"g_1\"" in c.picture


def test_a_goal_is_noticed():
    goal = recurrent(3).cross(("h_1", "h_2"))
    c = Cross(recurrent(3), goal=goal)
    assert not c.reached
    c.toggle("h_1", "h_2")
    assert c.reached and "reached the goal" in c.words
    by_sight = Cross(recurrent(3), goal=goal, match="distributions")
    by_sight.toggle("h_1", "h_2")
    assert by_sight.reached
    assert Link("h_1", "h_2") in by_sight.wiring.crossed


def test_an_event_takes_five_milliseconds_at_most():
    c, times = Cross(multilayer(4)), []
    for _ in range(20):
        start = time.process_time()     # others may be using the machine
        c.heard(c, {"link": "h_1 h_2"}, None)
        times.append(time.process_time() - start)
    assert statistics.median(times) < 0.005


def test_without_a_kernel_the_board_stays():
    bundle = Cross(recurrent(2))._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Run this cell to cross out links" in bundle["text/plain"]
    assert "<svg" in bundle["text/html"]
