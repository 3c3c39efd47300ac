"""The one error of `trace`."""


class TraceError(TypeError):
    """An operation that cannot be read; the message names it.

    A page never leaves a line out: what cannot be read stops the run.
    """


class NotRead(TraceError, AttributeError):
    """An attribute of an array that cannot be read."""
