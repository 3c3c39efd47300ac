"""Letters that are drawn, and reviews that end: chapters 10 and 12.

    p = softmax(z / τ)                              at a temperature τ
    state_t = h_t where mask_t is 1, else state_{t−1}

The masked steps are those of `cells.rnn`; a test compares both formulas with
train.sampling and with bptt.
"""
import numpy as np

from rnnkit.cells import readout
from rnnkit.cells.activations import relu, softmax
from rnnkit.cells.rnn import Params, step
from rnnkit.practice.family import Family, Setting, mistake
from rnnkit.practice.subjects.recurrent import (NO_BIAS, NO_RELU, NO_STATE,
                                                drawn)


# A temperature -------------------------------------------------------------
def temperature(z, taus):
    """Return the probabilities of scores z at each of some temperatures."""
    ps = []
    for tau in taus:
        p = softmax(z / tau)
        ps.append(p)
    return ps


def draw_temperature(draw, level):
    """Return a Setting: one temperature, then a low and a high one."""
    low = draw.pick((0.5, 0.4, 0.25))
    high = draw.pick((2.0, 4.0, 2.5))
    taus = {1: [draw.pick((low, high))], 2: [low, high],
            3: [low, high]}[level]
    z = draw.several(range(-2, 3), {1: 2, 2: 3, 3: 4}[level])
    told = (f"τ = {taus[0]:g}" if level == 1 else
            f"τ_1 = {taus[0]:g} and at τ_2 = {taus[1]:g}")
    return Setting({"z": np.array(z, float)[:, None],
                    "taus": [np.array(tau) for tau in taus]}, ("p",),
                   "A language model gives the scores z to the letters that "
                   "may come next. Find the probabilities p with which they "
                   f"are drawn at the temperature {told}. A pocket "
                   "calculator gives e^z.", 2)


TEMPERATURE = Family(
    "temperature", "Carefully or boldly", "10",
    {1: "two letters", 2: "three letters, low and high",
     3: "four letters, low and high"},
    temperature, draw_temperature, (
        mistake("multiplied by the temperature", "Is a low temperature "
                "careful or bold? What does it do to the favorite?",
                temperature={"p": "softmax(z * tau)"}),
        mistake("forgot the temperature", "What is done with the scores "
                "before the softmax?", temperature={"p": "softmax(z)"}),
        mistake("divided the probabilities by the temperature", "To what do "
                "the probabilities sum then?",
                temperature={"p": "softmax(z) / tau"}),
        mistake("subtracted the temperature from the scores", "What happens "
                "to the gap between two scores, if the same is taken off "
                "both?", temperature={"p": "softmax(z - tau)"}),
        mistake("took 2 in place of e", "Which number is raised to the "
                "score?", softmax={"e": "2.0 ** z"}),
        mistake("turned the signs of the scores", "Does the largest score "
                "get the largest probability?", softmax={"e": "np.exp(-z)"}),
        mistake("gave everything to the largest score", "At which "
                "temperature would the favorite take all?",
                temperature={"p": "np.where(z == np.max(z), 1.0, 0.0)"}),
        mistake("divided by the largest exponential", "To what do "
                "probabilities have to add up?",
                softmax={"y_hat": "e / np.max(e)"}),
    ), largest=20, signs=False)


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


def draw_many_to_one(draw, level):
    """Return a Setting: two reviews, a column each, one of them shorter."""
    T = {1: 2, 2: 3, 3: 3}[level]
    ends = draw.pick([(T, k) for k in range(1, T)]
                     + [(k, T) for k in range(1, T)])
    mask = np.arange(T)[:, None] < np.array(ends)
    xs = draw.array((T, 1, 2), -2, 3) * mask[:, None]
    given = {**drawn(draw, 1, 1), "xs": list(xs), "mask": list(mask[:, None]),
             "h_0": np.zeros((1, 2)), "phi": relu}
    asks, told = ("state",), "Find the states after each step."
    if level == 3:
        given |= {"W_yh": draw.weights(2, 1), "b_y": draw.column(2, -2, 2)}
        asks = ("state_3", "z")
        told = ("Find the last states, and the scores z of both reviews: "
                "negative above, positive below.")
    return Setting(given, asks, "Two reviews are read side by side, a column "
                   f"each, by an RNN with one unit and φ = ReLU. One ends "
                   "early and is filled up with zeros; mask_t is 1 where "
                   "there is a word. h_t is the step, state_t what is kept "
                   "of it. " + told)


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
        mistake("forgot the bias of the scores", "Which term of the line "
                "for z has no state in it?", (3,), linear={"y": "W_yh @ h"}),
        mistake("exchanged the two reviews", "Which column belongs to the "
                "first review?", many_to_one={
                    "mask": "[m[:, ::-1] for m in mask]"}),
    ), suits=different_ends)

FAMILIES = TEMPERATURE, MANY_TO_ONE
