"""Right and wrong: the parameters of an LSTM."""


def right_formula(x, h, y):
    return 4 * h * (x + h + 1) + y * (h + 1)


def right_loop(x, h, y):
    total = 0
    for gate in "ifgo":
        total += h * x
        total += h * h
        total += h
    return total + y * h + y


def right_as_a_float(inputs, units, outputs):
    gate = units * inputs + units ** 2 + units
    return 4.0 * gate + outputs * units + outputs


def counted_one_gate_only(x, h, y):
    return h * x + h * h + h + y * h + y


def counted_three_gates(x, h, y):
    return 3 * (h * x + h * h + h) + y * h + y


def counted_two_biases_in_each_unit(x, h, y):
    return 4 * (h * x + h * h + 2 * h) + y * h + y


def forgot_the_biases(x, h, y):
    return 4 * (h * x + h * h) + y * h


def forgot_the_output_layer(x, h, y):
    return 4 * (h * x + h * h + h)


def forgot_the_weights_from_h_to_h(x, h, y):
    return 4 * (h * x + h) + y * (h + 1)


def forgot_the_bias_of_the_output(x, h, y):
    return 4 * h * (x + h + 1) + y * h


def other_output_from_x(x, h, y):
    return 4 * h * (x + h + 1) + y * (x + h + 1)
