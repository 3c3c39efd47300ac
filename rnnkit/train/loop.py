"""The training loop: read a part, correct the weights, again.

    run = Run(model, Streams(x, batch=32, steps=50), Adam(0.003))
    run.train(500)              stop it whenever you like: nothing is lost
    run.save("prose.npz")
    run = resume("prose.npz", data)     goes on bit for bit

Each step makes one new `Now` and puts it in the place of the one before, in
one assignment. So an interrupt falls before a step or after it, never into
it, and what was learned stays. A state with a number that is not finite
never becomes `now`, and none is saved that cannot be learned from.
"""
import math
from numbers import Real
from typing import NamedTuple

import numpy as np

from . import checkpoint, saved, tree
from .model import BITS, cell_of, evaluate, learn, start
from .optimizers import (OPTIMIZERS, Adam, checked, clip_norm, clip_value,
                         norm)
from .progress import Teller
from .threads import one_thread

CLIPS = {"norm": clip_norm, "value": clip_value}


class Diverged(ArithmeticError):
    """The loss, a gradient or a weight is no finite number any more."""


class Now(NamedTuple):
    """Where a run is: all that changes from step to step."""
    params: tuple
    memory: object
    state: tuple | None
    step: int
    random: dict


class Check(NamedTuple):
    """One look at the validation text."""
    step: int
    loss: float


class Run:
    """A model in training.

    model, data (Streams, Crops or Lines), optimizer; clip: the longest
    gradient, None for any; clip_by: "norm" or "value"; validation: data to
    check on; seed: for data that is drawn. Raises ValueError for settings
    that cannot work.
    """

    def __init__(self, model, data, optimizer=Adam(), clip=5.0,
                 clip_by="norm", validation=None, seed=0):
        cell_of(model.kind)
        self.optimizer = checked(optimizer)
        if clip_by not in CLIPS:
            raise ValueError(f"clip_by is {clip_by!r}: it is 'norm' or "
                             "'value'")
        if clip is not None and not (isinstance(clip, Real) and clip > 0):
            raise ValueError(f"clip is {clip!r}: a number above 0 is needed, "
                             "or None for no clipping")
        self.first, self.data, self.validation = model, data, validation
        self.clip, self.clip_by, self.seed = clip, clip_by, seed
        self.rng = np.random.default_rng(seed)
        self.now = Now(model.params, optimizer.start(model.params), None, 0,
                       self.rng.bit_generator.state)
        self.good, self.told = self.now, []
        self.checks, self.best_params = [], None

    # What it has learned ---------------------------------------------------
    @property
    def model(self):
        """The model as it is now."""
        return self.first._replace(params=self.now.params)

    @property
    def best(self):
        """The model with the lowest loss on the validation text so far; as
        it is now if there was no check."""
        return self.model if self.best_params is None else \
            self.first._replace(params=self.best_params)

    @property
    def step(self):
        """The number of steps so far."""
        return self.now.step

    @property
    def losses(self):
        """The loss of each step, in nats a token."""
        return np.array(self.told[:self.step], dtype=float)

    @property
    def bits(self):
        """The loss of each step, in bits a token."""
        return self.losses * BITS

    def recent(self, steps=20):
        """Return the mean bits a token over the last steps; nan if none."""
        last = self.told[max(0, self.step - steps):self.step]
        return BITS * sum(last) / len(last) if last else math.nan

    # Training --------------------------------------------------------------
    def train(self, steps, show=None, watch=None, every=100, patience=None,
              save=None):
        """Return this run after `steps` more steps.

        show: "bar", "lines" or "quiet"; watch: called with the run now and
        then, such as a live curve; every: steps between two looks at the
        validation text, and two checkpoints; patience: looks without
        progress before it stops early; save: the file of the checkpoints.

        Stopping the kernel ends it and keeps what was learned. Raises
        Diverged when the loss or the weights are not finite any more; the
        run is then as it was when they last were, and so is the file.
        """
        checked_steps(steps, every, patience, self.validation)
        last, why = self.step + steps, ""
        teller = Teller(show, self.step, last)
        try:
            with one_thread():
                while self.step < last and not why:
                    self.one()
                    teller.step(self.step, self.words())
                    why = self.pause(every, patience, save, last)
                    if watch is not None:
                        watch(self)
        except KeyboardInterrupt:
            why = (f"Stopped after step {self.step}: what was learned is "
                   "kept, and train(…) goes on from here.")
        teller.end(self.step, self.words(), why)
        return self

    def one(self):
        """Take one step, all of it or nothing."""
        was = self.now
        try:
            result = self.learned(was)
            params, memory = self.improved(was, result)
            self.told[was.step:] = [result.loss]
            self.good, self.now = was, Now(
                params, memory, result.state, was.step + 1,
                self.rng.bit_generator.state)
        except BaseException:
            self.rng.bit_generator.state = self.now.random
            raise

    def learned(self, was):
        """Return the Result of the next part, or raise Diverged."""
        part = self.data.at(was.step, self.rng)
        state = None if part.fresh else was.state
        with np.errstate(over="ignore", invalid="ignore"):
            result = learn(self.first.kind, was.params, part.x, part.y,
                           state, part.mask)
            if not math.isfinite(result.loss):
                raise self.diverged("the loss", was.step + 1, back=True)
            if not math.isfinite(norm(result.gradients)):
                raise self.diverged("the gradient", was.step + 1)
        return result

    def improved(self, was, result):
        """Return (params, memory) after one gradient, or raise Diverged."""
        gradients = result.gradients
        with np.errstate(over="ignore", invalid="ignore"):
            if self.clip is not None:
                gradients = CLIPS[self.clip_by](gradients, self.clip)
            params, memory = self.optimizer.update(was.params, gradients,
                                                   was.memory)
        if not tree.finite(params):
            raise self.diverged("a weight", was.step + 1)
        if not tree.finite(memory):
            raise self.diverged("the optimizer's memory", was.step + 1)
        return params, memory

    def diverged(self, what, step, back=False):
        """Return the error that says at which step, and what to try; back:
        the weights of now are bad, so the run goes back to those before."""
        rate = self.optimizer.learning_rate
        clip = "a smaller clip" if self.clip else "clip=5"
        stuck = back and self.good is self.now
        self.now = self.good if back else self.now
        where = ("Nothing older is known here: take other weights, or an "
                 "older checkpoint." if stuck else
                 f"The run is back at step {self.step}, the last good one.")
        self.rng.bit_generator.state = self.now.random
        return Diverged(
            f"{what} of step {step} is not finite: the weights have grown too "
            f"large. {where} Try a smaller learning rate ({rate / 10:g} "
            f"instead of {rate:g}) or {clip}.")

    def pause(self, every, patience, save, last):
        """Look at the validation text and save, where it is time; return
        why to stop, or nothing."""
        if self.step % every and self.step < last:
            return ""
        if self.validation is not None:
            self.look()
        if save is not None:
            self.save(save)
        return self.enough(patience)

    def look(self):
        """Return the loss on the validation text, and remember it."""
        with np.errstate(over="ignore", invalid="ignore"):
            loss = evaluate(self.model, self.validation)
        if not math.isfinite(loss):
            raise self.diverged("the validation loss", self.step, back=True)
        if loss < min((c.loss for c in self.checks), default=math.inf):
            self.best_params = self.now.params
        self.checks.append(Check(self.step, loss))
        return loss

    def enough(self, patience):
        """Return why to stop early, or nothing."""
        if patience is None or not self.checks:
            return ""
        best = min(self.checks, key=lambda check: check.loss)
        since = sum(check.step > best.step for check in self.checks)
        return "" if since < patience else (
            f"Stopped early: no progress on the validation text since step "
            f"{best.step}, {best.loss * BITS:.2f} bits; run.best is the model "
            "of that step.")

    def words(self):
        """Return what has been reached: bits a token."""
        words = f"{self.recent():.2f} bits"
        return words if not self.checks else (
            f"{words}, {self.checks[-1].loss * BITS:.2f} on validation")

    # Checkpoints -----------------------------------------------------------
    def save(self, path):
        """Return the Path of a checkpoint of this run, one .npz file.

        Raises Diverged, and leaves the file before as it is, when the next
        step could not be learned from these weights.
        """
        try:
            self.learned(self.now)
        finally:
            self.rng.bit_generator.state = self.now.random
        return checkpoint.write(path, saved.arrays(self), saved.about(self))

    def restore(self, path, other_text=False):
        """Return this run, now where the checkpoint is.

        other_text: go on although the data is not that of the checkpoint;
        the state carried along is then left behind. Raises CheckpointError,
        and leaves the run as it was, for a file that is cut short, not
        finite, or of another model, optimizer, text or way to cut it.
        """
        arrays, about = saved.read(path)
        known = saved.fits(about, self, other_text)
        now, self.best_params = saved.filled(self, arrays, about)
        now = Now(*now)
        self.now = self.good = now if known else now._replace(state=None)
        self.told = arrays["losses"].tolist()
        self.rng.bit_generator.state = about["random"]
        self.checks = [Check(*each) for each in about["checks"]]
        return self


def resume(path, data, validation=None, other_text=False):
    """Return the Run of a checkpoint, to go on with the same data.

    other_text: go on with other data, see Run.restore. Raises
    CheckpointError for a file that is missing, cut short or other.
    """
    arrays, about = saved.read(path)
    dtype = arrays["params.readout.W_yh"].dtype
    model = start(about["kind"], saved.vocabulary(about), about["hidden"],
                  dtype=dtype)
    name, *settings = about["optimizer"]
    run = Run(model, data, OPTIMIZERS[name](*settings), about["clip"],
              about["clip_by"], validation, about["seed"])
    return run.restore(path, other_text)


def checked_steps(steps, every, patience, validation):
    """Refuse numbers of steps that cannot be meant."""
    for name, value, least in (("steps", steps, 0), ("every", every, 1),
                               ("patience", patience, 1)):
        if value is None and name == "patience":
            continue
        if not isinstance(value, (int, np.integer)) or value < least:
            raise ValueError(f"{name} is {value!r}: a whole number of {least} "
                             "or more is needed")
    if patience is not None and validation is None:
        raise ValueError("patience needs a validation text to look at: "
                         "Run(…, validation=…)")
