"""The mathematics of the course: one file an architecture, NumPy only.

    activations   relu, sigmoid, softmax, identity and their slopes
    dense         y = φ2(W2 φ1(W1 x + b1) + b2)
    rnn           h = φ(W_hx x + W_hh h_prev + b_h)
    lstm          gates i f g o, memory c
    gru           gates r z, candidate n; reset before or after
    readout       y = W_yh h + b_y, softmax, cross-entropy
    check         what every cell refuses, and why
"""
