"""Help for the tests of question families: draws questions, and compares
their answers with values that a test worked out on its own."""
import numpy as np

from rnnkit.practice.question import question

SEEDS = range(10)


def questions(name):
    """Yield ten questions of each level of a family."""
    from rnnkit.practice.catalog import families
    for level in families()[name].levels:
        for seed in SEEDS:
            yield question(name, level, seed)


def given(q):
    """Return what a question gives, arrays as they are."""
    return q.setting.given


def entry(array, label):
    """Return the entry that a label such as h[0] or W[1, 2] names."""
    array = np.asarray(array, float)
    if "[" not in label:
        return array.item()
    place = tuple(int(k) for k in label[label.index("[") + 1:-1].split(","))
    if len(place) < array.ndim:
        array = np.squeeze(array, -1) if array.shape[-1] == 1 else array
    return array[place] if len(place) == array.ndim \
        else array.ravel()[place[0]]


def agrees(q, expected):
    """Assert that every asked value is the expected one.

    expected: {line: array}, at least all that are asked for.
    """
    for label, value in q.right.items():
        own = entry(expected[label.split("[")[0]], label)
        assert abs(own - value) < 1e-9, (q.code, label, value, own)


def mistaken(q, name):
    """Return {label: value} that the mistake of a name leads to."""
    return next(values for m, values in q.mistakes if m.name == name)


def leads_to(q, name, expected):
    """Assert that a mistake leads to these values, where it has them."""
    values = mistaken(q, name)
    assert values, (q.code, name)
    for label, value in values.items():
        line = label.split("[")[0]
        if line in expected:
            own = entry(expected[line], label)
            assert abs(own - value) < 1e-9, (q.code, name, label, value, own)
