"""How inputs, states and outputs of a network are linked.

    w = recurrent(3)                        an RNN, unrolled over 3 times
    w.sees("y_3")                           x_1, x_2, x_3: from the graph
    distribution(w, "y_3")                  P(y_3 | x_1, x_2, x_3)
    general(w)                              P(y_t | x_1, …, x_t)
    w.cross(("h_1", "h_2"))                 a link crossed out
    w.zeroed("h_2")                         a state set to zero
    w.add("x_1", "y_3")                     a skip connection
    perturbed(w)                            the same answer, from a network

    graph          Wiring: variables, links, what sees what
    build          the wirings of the slides
    distribution   P(… | …)
    network        a network with this wiring, and its inputs moved
"""
from .build import (autoregressive, encoder_decoder, independent,
                    many_to_one, multilayer, named, one_to_many, recurrent)
from .distribution import distribution, distributions, general
from .graph import Link, Node, Wiring
from .network import block_matrix, perturbed, random_params, run

__all__ = ["Link", "Node", "Wiring", "autoregressive", "block_matrix",
           "distribution", "distributions", "encoder_decoder", "general",
           "independent", "many_to_one", "multilayer", "named", "one_to_many",
           "perturbed", "random_params", "recurrent", "run"]
