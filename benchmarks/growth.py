"""How cost grows with T, B and H; how near to the machine; how much is held.

    slope    of log time over log size: 1 doubles with the size, 2 quadruples
    share    operations of the matrix products that a step cannot do without,
             per second, over those of one large product
    memory   bytes of the arrays that forward keeps for the way back
"""
import math

import numpy as np

from benchmarks import model, timing, works
from rnnkit import bptt, sequence
from rnnkit.cells import gru, lstm, readout, rnn
from rnnkit.show import chart, svg

CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}
BASE = {"T": 50, "B": 32, "H": 128}
SIZES = {"T": (12, 25, 50, 100, 200), "B": (4, 8, 16, 32, 64, 128),
         "H": (32, 64, 128, 256, 512)}
QUICK = {"T": (2, 4), "B": (2, 4), "H": (8, 16)}


def seconds(cell, T, B, H):
    """Return the time of our training step, float32."""
    params, out, tokens, targets, state = works.numbers(cell, H, T, B,
                                                        "float32")
    return timing.alone(lambda: model.training_step(
        cell, params, out, tokens, targets, *state))


def peak(dtype="float32", n=1024):
    """Return the operations per second of one large product."""
    W = np.random.default_rng(0).random((n, n), dtype)
    return 2 * n ** 3 / min(timing.block(lambda: W @ W, 1) for _ in range(5))


def held(kept):
    """Return the bytes of all arrays in nested tuples and lists; memory that
    two of them share counts once."""
    found, todo = {}, [kept]
    while todo:
        each = todo.pop()
        if isinstance(each, (tuple, list)):
            todo.extend(each)
        elif isinstance(each, np.ndarray):
            while each.base is not None:
                each = each.base
            found[id(each)] = each.nbytes
    return sum(found.values())


def memory(cell, T, B, H):
    """Return (bytes held by `sequence`, bytes held by `bptt`), float32."""
    params, _, tokens, _, state = works.numbers(cell, H, T, B, "float32")
    fast = sequence.FORWARD[cell](params, tokens, *state)
    xs = readout.one_hot(tokens, works.V).astype(np.float32)
    return held(fast), held(bptt.forward(cell, params, xs, state))


def measured(quick=False):
    """Return {name: {"T": {size: seconds}, …}} for every cell."""
    base = {"T": 4, "B": 2, "H": 8} if quick else BASE
    return {name: {axis: {n: seconds(cell, **{**base, axis: n})
                          for n in sizes}
                   for axis, sizes in (QUICK if quick else SIZES).items()}
            for name, cell in CELLS.items()}


def slope(times):
    """Return the slope of log seconds over log size, by least squares."""
    return float(np.polyfit(np.log(list(times)),
                            np.log(list(times.values())), 1)[0])


def share(cell, sizes, seconds, top):
    """Return how much of the operations per second `top` a step reached."""
    return works.operations(cell, **sizes) / seconds / top


def report(times, quick=False):
    """Return the lines that say how cost grows."""
    base = {"T": 4, "B": 2, "H": 8} if quick else BASE
    top, lines = peak(n=256 if quick else 1024), []
    lines.append(f"One large product, float32: {top / 1e9:.0f} billion "
                 "operations a second.")
    for name, by_axis in times.items():
        cell = CELLS[name]
        slopes = ", ".join(f"{axis} {slope(found):.2f}"
                           for axis, found in by_axis.items())
        shares = ", ".join(
            f"H{H} {share(cell, {**base, 'H': H}, s, top):.0%}"
            for H, s in by_axis["H"].items())
        fast, slow = memory(cell, **base)
        lines += [f"{name:5} time grows with the power  {slopes}",
                  f"      share of that product      {shares}",
                  f"      held for the way back      {fast / 1e6:.1f} MB; "
                  f"by bptt, step by step, {slow / 1e6:.1f} MB"]
    return lines


def plot(times, path):
    """Write the curves of the LSTM: doublings of time over doublings of T,
    B and H, each from its smallest size on."""
    axes = times["LSTM"]
    steps = sorted({round(math.log2(n / min(found)), 2)
                    for found in axes.values() for n in found})
    series = {}
    for axis, found in axes.items():
        first = min(found)
        at = {round(math.log2(n / first), 2): math.log2(s / found[first])
              for n, s in found.items()}
        series[f"{axis} from {first}"] = [
            float(np.interp(x, list(at), list(at.values())))
            if x <= max(at) else math.nan for x in steps]
    words = "; ".join(f"over {axis} the slope is {slope(found):.2f}"
                      for axis, found in axes.items())
    picture = chart.curves(
        steps, series, title="How the time of an LSTM training step grows",
        words=words, x_label="doublings of the size",
        y_label="doublings of the time")
    path.write_text(svg.alone(picture.svg) + "\n", encoding="utf-8")
