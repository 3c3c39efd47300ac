"""Which conditional distribution a wiring can model, as the slides write it.

    P(y_3 | x_1, x_2, x_3)          what output 3 sees stands after the bar
    P(y_t | x_1, …, x_t)            the same for all outputs, where they agree

Source: deck A, "Model → Conditional Probability Distributions" (A-cond).
"""


def distribution(wiring, output):
    """Return P(output | what it sees) as text.

    Raises ValueError for what is no output of the wiring.
    """
    if output not in wiring.outputs:
        raise ValueError(f"{output!r} is no output of {wiring.title!r}: those "
                         f"are {', '.join(wiring.outputs) or 'none'}")
    return written(output, wiring.sees(output))


def distributions(wiring):
    """Return {output: P(output | what it sees)} for all outputs."""
    return {y: distribution(wiring, y) for y in wiring.outputs}


def general(wiring):
    """Return one formula for every output, with t and T, or None.

    None: there are fewer than two outputs, or no common formula.
    """
    if len(wiring.outputs) < 2:
        return None
    for condition, expected in patterns(wiring):
        if all(list(wiring.sees(y)) == expected(y) for y in wiring.outputs):
            return written("y_t", condition)
    return None


def patterns(wiring):
    """Return (what stands after the bar, function: y → that for this y)."""
    inputs, outputs = list(wiring.inputs), list(wiring.outputs)
    fed = [y for y in outputs if y in wiring.observed]

    def now(y):
        return [x for x in inputs if number(x) == number(y)]

    def so_far(y):
        return [x for x in inputs if number(x) <= number(y)]

    def before(y):
        return [each for each in fed if number(each) < number(y)]

    last = ["y_1", "…", "y_{t−1}"]
    whole = ["x_1", "…", "x_T"] if len(inputs) > 1 else inputs
    return [
        ([], lambda y: []),
        (["x_t"], now),
        (whole, lambda y: inputs),
        (["x_1", "…", "x_t"], so_far),
        (last, before),
        (["x_t", *last], lambda y: now(y) + before(y)),
        ([*whole, *last], lambda y: inputs + before(y)),
        (["x_1", "…", "x_t", *last], lambda y: so_far(y) + before(y)),
    ]


def number(name):
    """Return the index of a variable: 3 for y_3."""
    return int(name.split("_")[1])


def written(output, condition):
    """Return P(output | condition), or P(output) when there is none."""
    bar = f" | {', '.join(condition)}" if condition else ""
    return f"P({output}{bar})"
