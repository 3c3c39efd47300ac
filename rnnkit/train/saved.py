"""What of a run goes into a checkpoint, and how it comes back.

    arrays   params, the optimizer's memory, the state carried along, the
             losses, the best parameters
    about    cell, sizes, vocabulary, optimizer, step, random state
"""
from . import checkpoint
from .checkpoint import CheckpointError
from .optimizers import OPTIMIZERS
from .text import Vocabulary

NEEDED = ("kind", "hidden", "vocabulary", "step", "optimizer", "clip",
          "clip_by", "seed", "batch", "steps", "checks", "random")


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
            "batch": data.batch, "steps": data.steps,
            "checks": run.checks, "random": run.now.random}


def read(path):
    """Return (arrays, about) of a checkpoint of a run.

    Raises CheckpointError for a file that is none, and for one that another
    version of rnnkit, or another program, has left incomplete.
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


def fits(about, run):
    """Refuse a checkpoint of another model, optimizer or shape of data."""
    model, data = run.first, run.data
    name, *settings = about["optimizer"]
    theirs = {"cell": about["kind"], "hidden": about["hidden"],
              "vocabulary": vocabulary(about), "optimizer": name,
              "batch": about["batch"], "steps": about["steps"]}
    ours = {"cell": model.kind, "hidden": model.hidden,
            "vocabulary": model.vocabulary,
            "optimizer": type(run.optimizer).__name__,
            "batch": data.batch, "steps": data.steps}
    for key, value in ours.items():
        if theirs[key] != value:
            told = [f"{v.size} {v.unit}" if key == "vocabulary" else v
                    for v in (theirs[key], value)]
            if told[0] == told[1]:
                told = ["other tokens", "these"]
            raise CheckpointError(
                f"the checkpoint does not fit: its {key} is {told[0]}, here "
                f"it is {told[1]}; nothing was loaded")
