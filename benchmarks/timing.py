"""How long: two functions in turn, and the median of their ratios.

Time is the processor time of this process, of which both sides use one
thread: on a quiet machine it is the time on the clock, on a busy one it
leaves out the waiting. A block repeats a step as a training loop does, so
that neither side starts with the other's data in the cache.
"""
import statistics
from time import process_time

BLOCK = 0.015                       # seconds of one side at a time
PAIRS = 31


def block(function, times):
    """Return the seconds of one call, the mean over `times` calls."""
    start = process_time()
    for _ in range(times):
        function()
    return (process_time() - start) / times


def repeats(function, seconds=BLOCK):
    """Return how many calls fill a block."""
    function()
    return max(1, round(seconds / max(block(function, 2), 1e-7)))


def paired(ours, theirs, pairs=PAIRS):
    """Return (our seconds, their seconds, ratio), each a median over pairs
    of blocks; who goes first alternates."""
    many, theirs_many = repeats(ours), repeats(theirs)
    found = []
    for pair in range(pairs):
        if pair % 2:
            b = block(theirs, theirs_many)
            a = block(ours, many)
        else:
            a = block(ours, many)
            b = block(theirs, theirs_many)
        found.append((a, b, a / b))
    return tuple(map(statistics.median, zip(*found)))


def alone(function, blocks=7):
    """Return the seconds of one call, the median over blocks."""
    many = repeats(function)
    return statistics.median(block(function, many) for _ in range(blocks))
