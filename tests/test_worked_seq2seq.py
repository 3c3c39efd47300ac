"""The rows of the ledger on sequence to sequence, recomputed with rnnkit."""
import numpy as np
import pytest
from ledger_rows import nudged

from rnnkit.cells import readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.ledger import agree, worked
from rnnkit.seq2seq import encoder_decoder, limits, texts, training, writing
from rnnkit.seq2seq.encoder_decoder import Params


def parts(row, decoder="backwards", out="first"):
    return Params(rnn.Params(**row.encoder),
                  rnn.Params(**row.inputs[decoder]),
                  readout.Params(**row.inputs[out]))


def there_and_back(row):
    params, blanks = parts(row), row.decoder_x
    run = encoder_decoder.forward(rnn, params, row.x, blanks, phi=relu)
    back = encoder_decoder.backward(rnn, params, run, row.dy, phi=relu)
    other = encoder_decoder.forward(rnn, parts(row, "in_order", "last"),
                                    row.x, blanks, phi=relu)
    four = encoder_decoder.forward(rnn, params, row.four,
                                   np.zeros((4, 1, 1)), phi=relu)
    return {"h": run.encoder.hs, "s": run.decoder.hs, "y": run.zs,
            "y_in_order": other.zs, "y_four": four.zs,
            "dcontext": back.dcontext[0], "dx": back.dxs}


def three_limits(row):
    reached = []
    for kind, length in (("none", row.short), ("none", row.long),
                         ("dot", row.long), ("additive", row.long)):
        params, _ = training.train(kind, texts.reverse(row.long), row.steps,
                                   hidden=row.hidden)
        share, = writing.by_length(params, texts.reverse, [length])
        reached.append([int(share >= row.least)])
    rnns, attentions = zip(*(limits.reach(T, row.w) for T in row.lengths))
    handed, seen = zip(*(limits.kept(T, row.hidden) for T in row.lengths))
    found = {"chain_rnn": map(limits.chain_rnn, row.lengths),
             "chain_seq2seq": (limits.chain_encoder_decoder(T, T)
                               for T in row.lengths),
             "chain_attention": map(limits.chain_attention, row.lengths),
             "reach_rnn": rnns, "reach_attention": attentions,
             "handed": handed, "seen": seen}
    return {name: [[value] for value in values]
            for name, values in found.items()} | {"reached": reached}


COMPUTE = {"E-seq2seq": there_and_back, "D-limits": three_limits}


@pytest.fixture(scope="module")
def found():
    return {id: compute(worked(id)) for id, compute in COMPUTE.items()}


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_is_what_rnnkit_computes(found, id):
    row = worked(id)
    assert found[id].keys() == row.expected.keys()
    for name, value in found[id].items():
        assert agree(value, row.expected[name], row.decimals), name


@pytest.mark.parametrize("id", COMPUTE)
def test_a_wrong_number_is_seen(found, id):
    row = worked(id)
    for name, value in row.expected.items():
        assert not agree(found[id][name], nudged(value, 1), row.decimals), name


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.status == "given" and row.deck == id[0]
    assert row.title and row.shows and "ours" in row.note


def test_the_register_turns_any_three_numbers_round():
    row = worked("E-seq2seq")
    for x in ([5, 7, 9], [1, 0, 4]):
        xs = np.array(x, float).reshape(3, 1, 1)
        for names, wanted in ((("backwards", "first"), x[::-1]),
                              (("in_order", "last"), x)):
            run = encoder_decoder.forward(rnn, parts(row, *names), xs,
                                          row.decoder_x, phi=relu)
            assert run.zs.reshape(-1).tolist() == wanted
