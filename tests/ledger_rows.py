"""What the tests of the ledger's rows share."""
import copy
from functools import lru_cache

import numpy as np

from rnnkit.ledger import agree, worked


def nudged(value, step):
    """Return a value of a row with its last number moved by a step."""
    if isinstance(value, dict):
        last = list(value)[-1]
        return {**value, last: nudged(value[last], step)}
    value = np.array(value, dtype=float)
    value.reshape(-1)[-1] += step
    return value


class RowTests:
    """Each row is what rnnkit computes, and a changed number is noticed.

    A subclass `TestRows` names its COMPUTE, {id: function of the row}.
    """

    COMPUTE = {}

    def pytest_generate_tests(self, metafunc):
        metafunc.parametrize("id", metafunc.cls.COMPUTE)

    def test_a_row_is_what_rnnkit_computes(self, id):
        row, found = worked(id), computed(self.COMPUTE[id], id)
        assert found.keys() == row.expected.keys()
        assert differences(row, found) == []

    def test_a_changed_value_is_noticed(self, id):
        found = computed(self.COMPUTE[id], id)
        for name in worked(id).expected:
            changed = copy.deepcopy(worked(id))
            changed.expected[name] = np.asarray(changed.expected[name]) + 1
            assert differences(changed, found) == [name]

    def test_a_row_says_what_it_is(self, id):
        row = worked(id)
        assert row.deck == id[0] and row.title and row.shows and row.note


@lru_cache(maxsize=None)
def computed(compute, id):
    """Return {name: value} of a row, worked out once."""
    return compute(worked(id))


def differences(row, found):
    """Return the names of a row whose values are not as computed."""
    return [name for name, value in row.expected.items()
            if not agree(found[name], value, row.decimals)]
