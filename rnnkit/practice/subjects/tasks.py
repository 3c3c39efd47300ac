"""Letters that are drawn, and reviews that end: chapters 10 and 12.

    p = softmax(z / τ)                              at a temperature τ
    state_t = h_t where mask_t is 1, else state_{t−1}

The masked steps are those of `cells.rnn`; a test compares both formulas with
train.sampling and with bptt.
"""
import numpy as np

from rnnkit.cells import readout
from rnnkit.cells.activations import identity, relu, softmax
from rnnkit.cells.rnn import Params, step
from rnnkit.practice.family import Family, Setting, mistake
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.subjects.recurrent import (NO_BIAS, NO_RELU, NO_STATE,
                                                drawn)


# A temperature -------------------------------------------------------------
def temperature(z, taus):
    """Return the probabilities of scores z at each of some temperatures."""
    ps = [softmax(z / tau) for tau in taus]
    return ps


def draw_temperature(draw, level):
    """Return a Setting: one temperature, then a low and a high one."""
    low = draw.pick((0.5, 0.4, 0.25, 0.8) if level == 1 else (0.5, 0.4))
    high = draw.pick((2.0, 4.0, 2.5) if level > 1 else (2.0, 4.0, 2.5, 1.25))
    taus = {1: [draw.pick((low, high))], 2: [low, high],
            3: [low, high]}[level]
    z = np.array(draw.several(range(-2, 3), {1: 2, 2: 3, 3: 4}[level]), float)
    z = z / 2 if level > 1 else z               # halves: nothing vanishes
    told = ("the temperature tau_1" if level == 1 else
            "the temperatures tau_1 and tau_2")
    return Setting({"z": z[:, None],
                    "taus": [np.array(tau) for tau in taus]}, ("p",),
                   "A language model gives the scores z to the letters that "
                   "may come next. Find the probabilities p with which they "
                   f"are drawn at {told}. A pocket calculator gives e^z.", 2,
                   rules={"p": "p = e^(z / tau), divided by the sum of all "
                          "e^(z / tau), each at the same temperature; the "
                          "largest z / tau may be taken from all of them "
                          "first"})


def drawn_from(right):
    """Return the change of the probabilities at each temperature."""
    return {"temperature": {"ps": f"[{right} for tau in taus]"}}


def none_vanishes(page):
    """Whether every probability can be told from 0."""
    return all(np.min(page[name]) >= 0.01 for name in page.every("p"))


TEMPERATURE = Family(
    "temperature", "Carefully or boldly", "10",
    {1: "two letters", 2: "three letters, low and high",
     3: "four letters, low and high"},
    temperature, draw_temperature, (
        mistake("multiplied by the temperature", "Is a low temperature "
                "careful or bold? What does it do to the favorite?",
                **drawn_from("softmax(z * tau)")),
        # Subtracted from all scores, it leaves the gaps as they are.
        mistake("forgot the temperature, or only subtracted it", "What is "
                "done with the scores before the softmax, so that the gaps "
                "between them change?", **drawn_from("softmax(z)")),
        mistake("divided the probabilities by the temperature", "To what do "
                "the probabilities sum then?",
                **drawn_from("softmax(z) / tau")),
        mistake("took 2 in place of e", "Which number is raised to the "
                "score?", softmax={"e": "2.0 ** z"}),
        mistake("turned the signs of the scores", "Does the largest score "
                "get the largest probability?", softmax={"e": "np.exp(-z)"}),
        mistake("gave everything to the largest score", "At which "
                "temperature would the favorite take all?",
                **drawn_from("np.where(z == np.max(z), 1.0, 0.0)")),
        mistake("divided by the largest exponential", "To what do "
                "probabilities have to add up?",
                softmax={"y_hat": "e / np.max(e)"}),
    ), suits=none_vanishes, largest=20, signs=False)


# Reviews of different length ----------------------------------------------
def many_to_one(W_hx, W_hh, b_h, xs, mask, h_0, phi, W_yh=None, b_y=None):
    """Return (state, z): each column's state where its review ends, and the
    scores of it; z is None without W_yh."""
    state, z = h_0, None
    for x, m in zip(xs, mask):
        h = step(Params(W_hx, W_hh, b_h), x, state, phi).h
        state = np.where(m, h, state)
    if W_yh is not None:
        z = readout.linear(readout.Params(W_yh, b_y), state)
    return state, z


def reviews(draw, T):
    """Return the weights, two reviews of different length and their mask."""
    ends = draw.pick([(T, k) for k in range(1, T)]
                     + [(k, T) for k in range(1, T)])
    mask = np.arange(T)[:, None] < np.array(ends)
    xs = draw.array((T, 1, 2), -2, 3) * mask[:, None]
    return {**drawn(draw, 1, 1), "xs": list(xs), "mask": list(mask[:, None]),
            "h_0": np.zeros((1, 2)), "phi": relu}


def alive(given):
    """Whether each step leaves something of a review, the end something of
    both, and not the same; whether the state before has a say, and in a
    longer review ReLU, too."""
    T = len(given["xs"])

    def after(t, **other):
        return many_to_one(**{**given, "xs": given["xs"][:t], **other})[0]
    end = after(T)
    others = [after(T, W_hh=np.zeros((1, 1)))]
    others += [after(T, phi=identity)] if T > 2 else []
    return all(np.any(after(t)) for t in range(1, T)) and np.all(end) \
        and end[0, 0] != end[0, 1] and np.max(end) < 20 \
        and all(np.any(end != other) for other in others)


def draw_many_to_one(draw, level):
    """Return a Setting: two reviews, a column each, one of them shorter."""
    T = {1: 2, 2: 3, 3: 3}[level]
    given = until(lambda: reviews(draw, T), alive)
    asks, told = ("state",), "Find the states after each step."
    if level == 3:
        given |= {"W_yh": draw.weights(2, 1), "b_y": draw.column(2, -2, 2)}
        asks = ("state_3", "z")
        told = ("Find the last states, and the scores z of both reviews: "
                "the upper row for “negative”, the lower one for “positive”.")
    return Setting(given, asks, "Two reviews are read side by side, a column "
                   f"each, by an RNN with one unit and φ = ReLU. One ends "
                   "early and is filled up with zeros; mask_t is 1 where "
                   "there is a word. h_t is the step, state_t what is kept "
                   f"of it. {told}", rules={
                       "state": "The state becomes h_t where there is a word "
                       "and stays as it was where there is none; h_t = "
                       "relu(a_t), and a_t = W_hx x_t + W_hh times the state "
                       "before + b_h"},
                   note="where(mask, h, s) is h where the mask is 1, and s "
                        "where it is 0.")


def different_ends(page):
    """Whether the two reviews end differently, and not in 0."""
    last = np.ravel(page["state"] if "state" in page.lines else
                    page[page.every("state")[-1]])
    return len(set(last)) == 2 and 0 not in last


MANY_TO_ONE = Family(
    "many-to-one", "Two reviews of different length", "12",
    {1: "two steps", 2: "three steps", 3: "three steps, and the scores"},
    many_to_one, draw_many_to_one, (
        mistake("read on after the end of a review", "Does a step on zeros "
                "leave the state as it is?", many_to_one={"state": "+h"}),
        mistake("set the state to zero after the end", "What should be "
                "known of a review once it has ended?",
                many_to_one={"state": "np.where(m, h, 0 * h)"}),
        mistake("stopped both reviews where the first one ended", "Has the "
                "other review ended, too?",
                many_to_one={"state": "np.where(np.all(m), h, state)"}),
        mistake("kept the state before where there is a word", "What does "
                "a 1 in the mask say?",
                many_to_one={"state": "np.where(m, state, h)"}),
        NO_BIAS, NO_RELU._replace(levels=(2, 3)), NO_STATE,
        mistake("applied ReLU to the scores", "Is there a φ in the line for "
                "z?", (3,), linear={"y": "np.maximum(W_yh @ h + b_y, 0)"}),
        mistake("forgot the bias of the scores", "Which term of the line "
                "for z has no state in it?", (3,), linear={"y": "W_yh @ h"}),
        mistake("exchanged the two reviews", "Which column belongs to the "
                "first review?", many_to_one={
                    "mask": "[m[:, ::-1] for m in mask]"}),
    ), suits=different_ends)

FAMILIES = TEMPERATURE, MANY_TO_ONE
