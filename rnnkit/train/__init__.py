"""Training a recurrent network on text, for real.

    from rnnkit.train import (Vocabulary, Streams, start, Run, Adam, sample)

    vocabulary = Vocabulary.of_characters(text)
    data = Streams(vocabulary.encode(text), batch=32, steps=50)
    run = Run(start("gru", vocabulary, hidden=128), data, Adam(0.005))
    run.train(500)
    print(sample(run.model, "The ", length=200, temperature=0.7))

    text          vocabularies, files, Python's manual as prose
    batches       a text cut into parts
    model         cell and output layer: loss and gradients
    optimizers    SGD, Momentum, Adagrad, Adam, clipping
    loop          Run: train, stop, go on
    checkpoint    a run in a file
    sampling      temperature, top-k, greedy
    baselines     how good is no model at all?
"""
from .baselines import known_words, uniform_bits, unigram_bits
from .batches import Crops, Lines, Streams, padded
from .checkpoint import CheckpointError
from .loop import Diverged, Run, resume
from .model import BITS, Model, evaluate, learn, start
from .optimizers import SGD, Adagrad, Adam, Momentum, clip_norm, clip_value
from .sampling import greedy, next_probabilities, sample, warmed
from .text import TextError, Vocabulary, manual, read_text, words
from .threads import one_thread

__all__ = ["BITS", "SGD", "Adagrad", "Adam", "CheckpointError", "Crops",
           "Diverged", "Lines", "Model", "Momentum", "Run", "Streams",
           "TextError", "Vocabulary", "clip_norm", "clip_value", "evaluate",
           "greedy", "known_words", "learn", "manual", "next_probabilities",
           "one_thread", "padded", "read_text", "resume", "sample", "start",
           "uniform_bits", "unigram_bits", "warmed", "words"]
