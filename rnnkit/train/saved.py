"""What of a run goes into a checkpoint, and how it comes back.

    arrays   params, the optimizer's memory, the state carried along, the
             losses, the best parameters
    about    cell, sizes, vocabulary, optimizer, step, random state, and
             how the data is cut, with a checksum of its text
"""
from . import checkpoint, tree
from .checkpoint import CheckpointError
from .optimizers import OPTIMIZERS
from .text import Vocabulary

NEEDED = ("kind", "hidden", "vocabulary", "step", "optimizer", "clip",
          "clip_by", "seed", "data", "batch", "steps", "text", "checks",
          "random")


def arrays(run):
    """Return {name: tree}: all numbers of a run."""
    found = {"params": run.now.params, "memory": run.now.memory,
             "losses": run.losses, "state": run.now.state or ()}
    if run.best_params is not None:
        found["best"] = run.best_params
    return found


def about(run):
    """Return what JSON is to hold of a run."""
    model, data = run.first, run.data
    return {"kind": model.kind, "hidden": model.hidden,
            "vocabulary": model.vocabulary._asdict(), "step": run.step,
            "optimizer": [type(run.optimizer).__name__, *run.optimizer],
            "clip": run.clip, "clip_by": run.clip_by, "seed": run.seed,
            "data": data.kind, "batch": data.batch, "steps": data.steps,
            "text": data.checksum(), "checks": run.checks,
            "random": run.now.random}


def read(path):
    """Return (arrays, about) of a checkpoint of a run.

    Raises CheckpointError for a file that is none, for one that another
    version of rnnkit, or another program, has left incomplete, and for
    numbers that are not finite.
    """
    arrays, about = checkpoint.read(path)
    missing = [key for key in NEEDED if key not in about]
    if "params.readout.W_yh" not in arrays or "losses" not in arrays:
        missing.append("its parameters")
    if not missing and about["optimizer"][0] not in OPTIMIZERS:
        missing.append(f"an optimizer that is known here: it used "
                       f"{about['optimizer'][0]}")
    if missing:
        raise CheckpointError("the checkpoint is not complete, it lacks "
                              f"{', '.join(missing)}; nothing was loaded")
    for name, array in arrays.items():
        if array.dtype.kind == "f" and not tree.finite(array):
            raise CheckpointError(
                f"{name} is not finite in the checkpoint: its run had "
                "diverged, use an older one; nothing was loaded")
    return arrays, about


def filled(run, arrays, about):
    """Return ((params, memory, state, step, random), best parameters)."""
    params = checkpoint.fill(run.now.params, arrays, "params")
    memory = checkpoint.fill(run.now.memory, arrays, "memory")
    best = checkpoint.fill(run.now.params, arrays, "best") \
        if any(name.startswith("best.") for name in arrays) else None
    state = tuple(arrays[name] for name in sorted(arrays)
                  if name.startswith("state."))
    return (params, memory, state or None, about["step"],
            about["random"]), best


def vocabulary(about):
    """Return the Vocabulary of a checkpoint."""
    given = dict(about["vocabulary"])
    return Vocabulary(tuple(given.pop("tokens")), **given)


def facts(about):
    """Return what a checkpoint is of, {name: value}: model, and data."""
    model = {"cell": about["kind"], "hidden": about["hidden"],
             "vocabulary": vocabulary(about),
             "optimizer": about["optimizer"][0]}
    return model, {key: about[key] for key in ("data", "batch", "steps",
                                               "text")}


def fits(theirs, run, other_text=False):
    """Return whether a checkpoint has the data of a run.

    theirs: what the file is about. Raises CheckpointError for one of another
    model or optimizer and, unless other_text, one of other data.
    """
    model, data = map(differs, facts(theirs), facts(about(run)))
    if model or data and not other_text:
        way = "" if model else "; other_text=True goes on all the same"
        raise CheckpointError(f"the checkpoint does not fit: {model or data}"
                              f"; nothing was loaded{way}")
    return not data


def differs(its, here):
    """Return in words the first fact that differs; nothing if none does."""
    key = next((key for key in its if its[key] != here[key]), "")
    if key in ("", "text"):
        return key and "it was trained on another text than the one here"
    told = [f"{v.size} {v.unit}" if key == "vocabulary" else v
            for v in (its[key], here[key])]
    if told[0] == told[1]:
        told = ["other tokens", "these"]
    return f"its {key} is {told[0]}, here it is {told[1]}"
