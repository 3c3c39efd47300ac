"""Recurrent steps: numbers that fit on paper, mistakes that people make."""
from rnnkit.cells.activations import relu
from rnnkit.cells.rnn import Params, step
from rnnkit.practice.family import Family, Setting, mistake


def rnn_step(W_hx, W_hh, b_h, x, h_prev, phi):
    """Return one Step of an RNN (chapter 03)."""
    return step(Params(W_hx, W_hh, b_h), x, h_prev, phi)


def draw_rnn_step(draw, level):
    """Return a Setting: two units and two inputs at first, then three."""
    inputs, units = {1: (2, 2), 2: (2, 3), 3: (3, 3)}[level]
    return Setting(
        {"W_hx": draw.weights(units, inputs), "W_hh":
         draw.weights(units, units), "b_h": draw.column(units, -2, 2),
         "x": draw.column(inputs, -1, 3),
         "h_prev": draw.column(units, 0, 3), "phi": relu},
        ("a", "h"), "An RNN with φ = ReLU is in the state h_prev and reads "
        "x. Find a and the new state h.")


RNN_STEP = Family(
    "rnn-step", "One step of an RNN", "03",
    {1: "two inputs, two units", 2: "two inputs, three units",
     3: "three inputs, three units"},
    rnn_step, draw_rnn_step, (
        mistake("forgot the bias", "Which term of the line for a has "
                "neither an x nor an h in it?",
                step={"a": "W_hx @ x + W_hh @ h_prev"}),
        mistake("forgot the state before", "What does the network remember "
                "from the step before, and where does it enter a?",
                step={"a": "W_hx @ x + b_h"}),
        mistake("forgot ReLU", "What happens to a negative a on its way to "
                "h?", step={"h": "a"}),
        mistake("used the columns of W_hh in place of its rows", "To which "
                "unit does a row of W_hh belong, and from which unit does a "
                "column come?",
                step={"a": "W_hx @ x + W_hh.T @ h_prev + b_h"}),
        mistake("multiplied W_hh and h_prev entry by entry", "How many "
                "units of h_prev does each unit of a listen to?",
                step={"a": "W_hx @ x + np.diag(W_hh)[:, None] * h_prev "
                      "+ b_h"}),
        mistake("subtracted the bias", "With which sign does b_h stand in "
                "the formula?",
                step={"a": "W_hx @ x + W_hh @ h_prev - b_h"}),
    ))

FAMILIES = (RNN_STEP,)
