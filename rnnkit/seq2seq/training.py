"""Training with teacher forcing: the decoder reads what it should have
written.

    params, losses = train("dot", reverse(10), steps=500, seed=0)
"""
import numpy as np

from rnnkit.train import Adam, clip_norm, one_thread

from . import model
from .texts import pack

CLIP = 5.0


def train(kind, task, steps, seed=0, hidden=32, batch=32,
          learning_rate=0.01):
    """Return (params, losses) after some steps of Adam on fresh pairs.

    The learning rate stays for half of the time, then falls to 0. The same
    seed draws the same pairs, whatever the kind. A loss is the mean per
    token, in nats.
    """
    rng, losses = np.random.default_rng(seed), []
    params = model.start(kind, task.reads.size, task.writes.size, hidden,
                         seed)
    memory = Adam().start(params)
    with one_thread():
        for step in range(steps):
            loss, gradients = model.learn(params, pack(
                task, task.draw(rng, batch)))
            rate = learning_rate * min(1, 2 * (1 - step / steps))
            params, memory = Adam(rate).update(
                params, clip_norm(gradients, CLIP), memory)
            losses.append(float(loss))
    return params, losses
