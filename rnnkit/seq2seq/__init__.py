"""Sequence to sequence: one network reads, another one writes.

    encoder_decoder   the slides' model over every cell: `bptt` twice
    looking           attention in the decoder: dot product and additive
    model             both, made for training; texts of different length
    texts             tasks: strings backwards, dates; pairs as batches
    dates             many spellings of a date, and one form
    training          teacher forcing
    writing           running free, by beam, and how well
    limits            what recurrence costs, counted (D-limits)

    task = texts.date_task()
    params, losses = training.train("dot", task, steps=600)
    writing.write(params, task, ["the 3rd of march 2021"])   # 2021-03-03
"""
