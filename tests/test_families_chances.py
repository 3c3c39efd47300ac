"""Wiring, probabilities and language: against graphs, torch and counting."""
import math
from collections import Counter

import numpy as np
import torch
from families_by_hand import agrees, given, leads_to, mistaken, questions

from rnnkit import ngram
from rnnkit.practice import guide
from rnnkit.practice.fit import differs
from rnnkit.practice.subjects import wiring as family
from rnnkit.practice.subjects.wiring import arrow

ROUNDED = (1, 3, 7, 20, 55, 148)


# Wiring --------------------------------------------------------------------
def test_live_links_are_those_of_the_graph():
    for q in questions("live-links"):
        make, _ = family.NETWORKS[q.level]
        zero = [name for name, on in given(q)["on"].items() if not on]
        alive = {arrow(link) for link in make().zeroed(*zero).alive}
        assert q.right == {label: float(label in alive)
                           for label in q.blanks}
        own = mistaken(q, "kept the links that lead into a state of zero")
        assert own == {label: float(label.split("→")[0] not in zero)
                       for label in q.blanks}


def test_what_is_seen_is_what_the_graph_says():
    for name, networks in (("what-outputs-see", family.SEEN),
                           ("conditional-distribution", family.FED)):
        for q in questions(name):
            wiring = networks[q.level][0]()
            cut = [tuple(k.split("→")) for k, on in given(q)["links"].items()
                   if not on]
            for w, values in ((wiring.cross(*cut), q.right), (wiring, mistaken(
                    q, "followed links that are crossed out"))):
                for label, value in values.items():
                    y, row = label[:-1].split("[")
                    assert value == (w.observed[int(row)] in w.sees(y)), (
                        q.code, label)


def test_no_hint_says_yes_or_no():
    for q in questions("conditional-distribution"):
        for label in q.blanks:
            for step in (1, 2, 3):
                assert not guide(q, label, step).endswith(("= 0", "= 1"))


# Probabilities -------------------------------------------------------------
def softmax_by_hand(z):
    e = np.array([[ROUNDED[int(v)] for v in row] for row in z], float)
    return e, e.sum(axis=0, keepdims=True), e / e.sum(axis=0)


def test_rounded_softmax():
    for q in questions("softmax-rounded"):
        z = given(q)["z"]
        e, total, y_hat = softmax_by_hand(z)
        agrees(q, {"e": e, "total": total, "y_hat": y_hat})
        leads_to(q, "divided the scores by their sum",
                 {"y_hat": z / z.sum(), "total": [[z.sum()]]})


def test_exact_softmax():
    for q in questions("softmax"):
        z = torch.tensor(given(q)["z"])
        agrees(q, {"y_hat": torch.softmax(z, dim=0)})
        leads_to(q, "turned the signs of the scores",
                 {"y_hat": torch.softmax(-z, dim=0)})


def test_cross_entropy():
    for q in questions("cross-entropy"):
        y_hat, y = given(q)["y_hat"], given(q)["y"]
        theirs = torch.nn.functional.nll_loss(
            torch.tensor(np.log(y_hat).T), torch.tensor(y.argmax(axis=0)))
        agrees(q, {"l": theirs})
        leads_to(q, "took the logarithm to the base 10",
                 {"l": theirs / math.log(10)})


def test_loss_in_bits_and_without_logarithm():
    for q in questions("cross-entropy"):
        y, y_hat = given(q)["y"], given(q)["y_hat"]
        leads_to(q, "took the logarithm to the base 2",
                 {"l": q.right["l"] / math.log(2)})
        leads_to(q, "forgot the logarithm",
                 {"l": np.sum(y * y_hat) / y.shape[1]})


def test_gradient():
    for q in questions("softmax-gradient"):
        z, y = given(q)["z"], given(q)["y"]
        _, _, y_hat = softmax_by_hand(z)
        N = z.shape[1]
        agrees(q, {"y_hat": y_hat, "dz": (y_hat - y) / N})
        leads_to(q, "took target minus prediction", {"dz": (y - y_hat) / N})
        if q.level == 3:
            leads_to(q, "divided by the number of examples twice",
                     {"dz": (y_hat - y) / N ** 2})


# Language ------------------------------------------------------------------
def test_pairs_are_those_that_ngram_counts():
    for q in questions("bigram-counts"):
        x = given(q)["x"]
        text = "".join("abc"[k] for k in x.argmax(axis=0))
        assert f"“{text}”" in q.setting.task
        tokens = "abc"[:len(x)]
        pairs = Counter(zip(text, text[1:]))
        table = ngram.count([text], 2)
        count = np.array([[pairs[b, a] for b in tokens] for a in tokens])
        assert count.tolist() == [[table.count((b,), a) for b in tokens]
                                  for a in tokens]
        total = count.sum(axis=0, keepdims=True)
        agrees(q, {"count": count, "total": total, "p": np.hstack([
            ngram.estimate(count[:, [k]], total[0, k])
            for k in range(len(tokens))])})
        leads_to(q, "counted the letter before in place of the letter after",
                 {"count": count.T})
        if q.level == 3:
            leads_to(q, "turned the table round", {"p": (count / total).T})
        assert len(text) <= 8 and "⋯" not in str(q)    # all can be read


def test_pairs_are_hinted_at_by_their_letters():
    for q in questions("bigram-counts"):
        label = "p[1, 0]" if q.level == 3 else "count[1, 0]"
        first, second = guide(q, label, 3).split("“")[1:]
        letters = ("a", "b") if q.level == 3 else ("b", "a")
        assert (first[0], second[0]) == letters


def test_hints_stay_on_one_line():
    """A matrix in a formula is written in a row, as [0; 1; 0]."""
    for name in ("embedding-lookup", "softmax-gradient"):
        for q in questions(name):
            assert not any(set("⎡⎢⎣⎤⎦") & set(guide(q, label, step))
                           for label in q.blanks for step in (1, 2, 3))


def test_a_mistake_that_gives_no_number_does_not_count_as_told_apart():
    for q in questions("softmax"):
        values = mistaken(q, "divided the scores by their sum")
        assert all(np.isfinite(v) for v in values.values()), q.code
        assert not differs(q, dict.fromkeys(q.right, float("nan")))


def test_yes_and_no_are_put_in_as_numbers():
    q = next(questions("parity-network"))
    assert "y_0" not in guide(q, "y_1[0]", 3)


def test_smoothing():
    for q in questions("smoothing"):
        counts, alpha = np.ravel(given(q)["count"]), given(q)["alpha"]
        total, V = sum(counts), len(counts)
        agrees(q, {"total": total, "p": [(c + alpha) / (total + alpha * V)
                                         for c in counts]})
        leads_to(q, "added alpha to the total once only",
                 {"p": [(c + alpha) / (total + alpha) for c in counts]})


def test_one_added_in_place_of_alpha():
    for q in questions("smoothing"):
        if q.level > 1:
            count, alpha = given(q)["count"], given(q)["alpha"]
            leads_to(q, "added one for each token below the line in place of "
                     "alpha", {"p": (count + alpha)
                               / (np.sum(count) + len(count))})


def test_chain_rule():
    for q in questions("chain-rule"):
        g = given(q)
        places = ["abc".index(letter) for letter in g["text"]]
        factors = [g["start"][places[0]]] + [
            g["P"][b, a] for a, b in zip(places, places[1:])]
        agrees(q, {"p": math.prod(factors)} | {
            f"factor_{t}": f for t, f in enumerate(factors, 1)})
        leads_to(q, "added the factors", {"p": sum(factors)})


def test_perplexity():
    for q in questions("perplexity"):
        p = np.ravel(given(q)["p"])
        bits = -sum(math.log2(each) for each in p) / len(p)
        assert abs(ngram.perplexity(bits) - q.right["perplexity"]) < 1e-9
        agrees(q, {"s": [-math.log2(each) for each in p], "bits": bits,
                   "perplexity": math.prod(p) ** (-1 / len(p))})
        leads_to(q, "forgot to divide by the number of letters",
                 {"bits": bits * len(p), "perplexity": 2 ** (bits * len(p))})
