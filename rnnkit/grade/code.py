"""What a question about code is: a formula, how to draw its arguments, and
the mistakes that people make when they write it.

    RNN_STEP = CodeQuestion(
        name="rnn-step", chapter="03", title="One step of an RNN",
        signature="rnn_step(W_hx, W_hh, b_h, x, h_prev)",
        task="Return the new state h = tanh(…).",
        formula=rnn_step,              # calls the cell
        draw=draw_rnn_step,            # (Values, *sizes) -> the arguments
        sizes=((2, 3, 1), (1, 1, 1)),  # one draw for each
        results=("h",),
        mistakes=(mistake("forgot the bias", "Which term …?", step={…}), …))

A mistake is a change to the formula (`practice.change`), so that no wrong
function is a second copy of the mathematics.
"""
from dataclasses import dataclass
from typing import Callable

TOLERANCE = 1e-5            # of the largest number: float32 has seven digits


@dataclass(frozen=True, eq=False)
class CodeQuestion:
    """A function to be written.

    signature   how it is called; its parameters may have other names
    formula     what is right: it takes the same arguments in this order
    draw        (Values, *sizes) -> the arguments, a new tuple each time
    sizes       what `draw` gets, a tuple for each draw
    results     the names of what is returned, in order
    mistakes    as those of a family, see `practice.family`
    forbids     helpers of rnnkit (softmax, …) that are the question here
    tolerance   relative to the largest number of a result
    """
    name: str
    chapter: str
    title: str
    signature: str
    task: str
    formula: Callable
    draw: Callable
    sizes: tuple
    results: tuple
    mistakes: tuple
    forbids: tuple = ()
    tolerance: float = TOLERANCE

    @property
    def function(self):
        """The name under which the learner writes it."""
        return self.signature.partition("(")[0]

    @property
    def parameters(self):
        """The names of its parameters."""
        inside = self.signature.partition("(")[2].rstrip(")")
        return tuple(name.strip() for name in inside.split(","))
