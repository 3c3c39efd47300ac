"""A real network with a given wiring: does a changed input change y?

    h = tanh(Σ W_ha a + b_h)     over the variables a that are linked to h
    y = Σ W_yh h + b_y

Each state is a step of `cells.rnn`: h_prev is the state before in its lane,
and the input is everything else that is linked to it, one above the other.
Each output is `cells.readout`. A link that is crossed out is a block of zeros
in its weight; a state set to zero is 0.

| symbol   | shape          | what                                        |
|----------|----------------|---------------------------------------------|
| W_ab     | (SIZE, SIZE)   | to a, from b, shared by all times           |
| b_a      | (SIZE, 1)      | one bias a unit                             |
| given[a] | (SIZE, B)      | the known variables: inputs, fed-back y     |
"""
import numpy as np

from rnnkit.cells import readout, rnn

SIZE = 2            # units of each variable
MOVED = 1e-9        # an output that changes by more than this has seen it


def random_params(wiring, seed=0):
    """Return {"W_hx": …, "b_h": …}: random weights for every kind of link."""
    rng = np.random.default_rng(seed)
    kinds = sorted({name[0] for name in (*wiring.states, *wiring.outputs)})
    weights = sorted({link.weight for link in wiring.links})
    params = {weight: rng.uniform(-1, 1, (SIZE, SIZE)) for weight in weights}
    biases = {f"b_{kind}": rng.uniform(-1, 1, (SIZE, 1)) for kind in kinds}
    return {**params, **biases}


def run(wiring, params, given):
    """Return {name: value} of all states and outputs.

    given: {name: (SIZE, B)} for every name in wiring.observed; an output
    that is fed back is read from here, as a value that is known. Raises
    ValueError when one is missing.
    """
    missing = [name for name in wiring.observed if name not in given]
    if missing:
        raise ValueError(f"given has no {', '.join(missing)}: a value is "
                         "needed for " + ", ".join(wiring.observed))
    values, done = dict(given), {}
    nothing = np.zeros_like(given[wiring.observed[0]]) if wiring.observed \
        else np.zeros((SIZE, 1))
    for name in wiring.names:
        if name in wiring.inputs:
            continue
        compute = output if name in wiring.outputs else state
        done[name] = (nothing if name in wiring.zero else
                      compute(wiring, params, values, name, nothing))
        values.setdefault(name, done[name])
    return done


def state(wiring, params, values, name, nothing):
    """Return one hidden state, by a step of the recurrent cell."""
    place = {node.name: node.place for node in wiring.nodes}
    links = [k for k in wiring.links if k.target == name]
    before = [k for k in links if k.source[0] == name[0]
              and place[k.source] == place[name] - 1]
    others = [k for k in links if k not in before]
    W_hx, x = stacked(wiring, params, values, others, nothing)
    W_hh, h_prev = stacked(wiring, params, values, before, nothing)
    cell = rnn.Params(W_hx, W_hh, params[f"b_{name[0]}"])
    return rnn.step(cell, x, h_prev).h


def output(wiring, params, values, name, nothing):
    """Return one output, linear in what is linked to it."""
    links = [k for k in wiring.links if k.target == name]
    W_yh, h = stacked(wiring, params, values, links, nothing)
    return readout.linear(readout.Params(W_yh, params[f"b_{name[0]}"]), h)


def stacked(wiring, params, values, links, nothing):
    """Return (weights side by side, sources one above the other); a link
    that is crossed out has a block of zeros."""
    blocks = [params[k.weight] * (k not in wiring.crossed) for k in links]
    parts = [values[k.source] for k in links]
    if not links:
        return np.zeros((SIZE, SIZE)), nothing
    return np.hstack(blocks), np.vstack(parts)


def block_matrix(wiring, params):
    """Return (M, rows, columns): all weights in one matrix.

    A block for each computed variable (rows) and each variable that
    something is computed from (columns), zero where no live link leads from
    one to the other: M times all sources, one above the other, is every sum
    of the network without its bias. Deck A, A-nolinks.
    """
    rows, columns = blocks(wiring)
    alive = {tuple(link): link.weight for link in wiring.alive}
    M = np.zeros((len(rows), SIZE, len(columns), SIZE))
    for (source, target), weight in alive.items():
        M[rows.index(target), :, columns.index(source)] = params[weight]
    return (M.reshape(SIZE * len(rows), SIZE * len(columns)), rows, columns)


def blocks(wiring):
    """Return (rows, columns) of the block matrix, as names."""
    sources = {link.source for link in wiring.links}
    rows = [n for kind in "hsgy" for n in wiring.of(kind)]
    return rows, [n for kind in "xhsgy" for n in wiring.of(kind)
                  if n in sources]


def perturbed(wiring, params=None, seed=0):
    """Return {output: the known variables that move it}.

    Column 0 has random values; in each other column one known variable is
    changed. An output sees what moves it.
    """
    params = random_params(wiring, seed) if params is None else params
    rng = np.random.default_rng(seed + 1)
    known = wiring.observed
    given = {name: np.tile(rng.uniform(-1, 1, (SIZE, 1)), len(known) + 1)
             for name in known}
    for column, name in enumerate(known, 1):
        given[name][:, column] += 1
    values = run(wiring, params, given)
    return {y: moving(known, values[y]) for y in wiring.outputs}


def moving(known, value):
    """Return the names whose column differs from column 0."""
    change = np.abs(value[:, 1:] - value[:, :1]).max(axis=0)
    return tuple(n for n, moved in zip(known, change > MOVED) if moved)
