"""What a learner calls on an array: x.T, x.sum(), x.reshape(2, 3).

Each is the NumPy function of the same name, so both forms read alike.
"""
import numpy as np


class Methods:
    """The methods of an array, in terms of NumPy's functions."""

    __slots__ = ()

    T = property(lambda self: np.transpose(self))
    mT = property(lambda self: np.swapaxes(self, -1, -2))

    def sum(self, axis=None, keepdims=False):
        """Return np.sum(self)."""
        return np.sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        """Return np.mean(self)."""
        return np.mean(self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        """Return np.max(self)."""
        return np.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis=None, keepdims=False):
        """Return np.min(self)."""
        return np.min(self, axis=axis, keepdims=keepdims)

    def prod(self, axis=None, keepdims=False):
        """Return np.prod(self)."""
        return np.prod(self, axis=axis, keepdims=keepdims)

    def var(self, axis=None, ddof=0, keepdims=False):
        """Return np.var(self)."""
        return np.var(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def std(self, axis=None, ddof=0, keepdims=False):
        """Return np.std(self)."""
        return np.std(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def dot(self, other):
        """Return np.dot(self, other)."""
        return np.dot(self, other)

    def clip(self, min=None, max=None):
        """Return np.clip(self, min, max)."""
        return np.clip(self, min, max)

    def round(self, decimals=0):
        """Return np.round(self)."""
        return np.round(self, decimals)

    __round__ = round

    def astype(self, dtype, **kwargs):
        """Return np.astype(self, dtype)."""
        return np.astype(self, dtype)

    def reshape(self, *shape):
        """Return np.reshape(self, shape)."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        """Return np.transpose(self, axes)."""
        return np.transpose(self, *([axes] if len(axes) > 1 else axes))

    def swapaxes(self, first, second):
        """Return np.swapaxes(self, first, second)."""
        return np.swapaxes(self, first, second)

    def squeeze(self, axis=None):
        """Return np.squeeze(self)."""
        return np.squeeze(self, axis)

    def ravel(self):
        """Return np.ravel(self)."""
        return np.ravel(self)

    def flatten(self):
        """Return np.ravel(self)."""
        return np.ravel(self)

    def repeat(self, repeats, axis=None):
        """Return np.repeat(self, repeats)."""
        return np.repeat(self, repeats, axis)

    def take(self, indices, axis=None):
        """Return np.take(self, indices)."""
        return np.take(self, indices, axis)

    def diagonal(self):
        """Return np.diagonal(self)."""
        return np.diagonal(self)

    def item(self):
        """Return the only entry."""
        return np.reshape(self, ())

    def argmax(self, axis=None):
        """Return np.argmax(self), a plain number: it leaves no trace."""
        return np.argmax(self, axis)

    def argmin(self, axis=None):
        """Return np.argmin(self), a plain number: it leaves no trace."""
        return np.argmin(self, axis)

    def argsort(self, axis=-1):
        """Return np.argsort(self), plain numbers: they leave no trace."""
        return np.argsort(self, axis)

    def any(self, axis=None):
        """Return np.any(self), plain: it leaves no trace."""
        return np.any(self, axis)

    def all(self, axis=None):
        """Return np.all(self), plain: it leaves no trace."""
        return np.all(self, axis)


NAMES = [name for name in vars(Methods) if not name.startswith("_")]
