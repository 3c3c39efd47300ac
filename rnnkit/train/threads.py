"""One BLAS thread while training: at these sizes two threads only wait.

Measured on the course's models: two threads ran 2.4 to 2.9 times slower.
"""
from contextlib import contextmanager


@contextmanager
def one_thread():
    """Within this block NumPy multiplies matrices with one thread."""
    # Loaded here: it looks through all loaded libraries, which takes time.
    from threadpoolctl import threadpool_limits
    with threadpool_limits(limits=1, user_api="blas"):
        yield
