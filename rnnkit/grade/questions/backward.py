"""Backwards: chapters 08 and 09."""
from rnnkit.cells import rnn
from rnnkit.grade.code import CodeQuestion
from rnnkit.practice.family import mistake
from rnnkit.train.optimizers import clip_norm, clip_value, norm

SLOPE = "By how much does h move when a moves a little?"
WHICH = "By what was W_hh multiplied in the forward step?"
BACK = "In the forward step a row of W_hh gathers for one unit: which way " \
    "does a gradient go?"
BATCH = "One bias serves every column: how do their gradients come together?"


def rnn_step_back(W_hx, W_hh, x, h_prev, h, dh):
    """Return the gradients of one step, from that of its state."""
    params = rnn.Params(W_hx, W_hh, None)
    grads, dx, dh_prev = rnn.step_back(params, rnn.Step(x, h_prev, None, h),
                                       dh)
    return grads.W_hx, grads.W_hh, grads.b_h, dx, dh_prev


def draw_step_back(draw, D, H, B):
    """Return (W_hx, W_hh, x, h_prev, h, dh), h between −1 and 1."""
    return (draw.array(H, D), draw.array(H, H), draw.array(D, B),
            draw.array(H, B), draw.array(H, B) * 0.8, draw.array(H, B))


RNN_STEP_BACK = CodeQuestion(
    "rnn-step-back", "08", "One step of an RNN, backwards",
    "rnn_step_back(W_hx, W_hh, x, h_prev, h, dh)",
    "The step was h = tanh(W_hx x + W_hh h_prev + b_h), and dh = ∂L/∂h. "
    "Return dW_hx, dW_hh, db_h, dx and dh_prev, summed over the batch where "
    "a parameter is shared.",
    rnn_step_back, draw_step_back, ((2, 3, 4), (1, 1, 1), (3, 3, 3),
                                    (4, 2, 1)),
    ("dW_hx", "dW_hh", "db_h", "dx", "dh_prev"), (
        mistake("forgot the slope of tanh", SLOPE, step_back={"da": "dh"}),
        mistake("used h in place of h squared in the slope", SLOPE,
                step_back={"da": "dh * (1 - h)"}),
        mistake("took the slope of the sigmoid", SLOPE,
                step_back={"da": "dh * h * (1 - h)"}),
        mistake("used h in place of h_prev in dW_hh", WHICH,
                step_back={"dW_hh": "da @ h.T"}),
        mistake("used W_hh itself for dh_prev", BACK,
                step_back={"dh_prev": "W_hh @ da"}),
        mistake("averaged over the batch", "Is the loss here a sum over "
                "columns, or is something divided by B?", step_back={
                    "dW_hx": "da @ x.T / h.shape[1]",
                    "dW_hh": "da @ h_prev.T / h.shape[1]",
                    "db_h": "np.mean(da, axis=1, keepdims=True)"}),
        mistake("averaged db_h over the batch", BATCH, step_back={
            "db_h": "np.mean(da, axis=1, keepdims=True)"}),
        mistake("did not sum db_h over the batch", BATCH,
                step_back={"db_h": "da"}),
        mistake("sent dh back without the slope", "Does dx come from dh, or "
                "from da?", step_back={"dx": "W_hx.T @ dh",
                                       "dh_prev": "W_hh.T @ dh"}),
    ))


def bptt(W_hx, W_hh, b_h, xs, h_0, dhs):
    """Return the gradients of the parameters through time."""
    params = rnn.Params(W_hx, W_hh, b_h)
    steps = forward(params, xs, h_0)
    return backward(params, steps, dhs)


def forward(params, xs, h):
    """Return all steps."""
    steps = []
    for x in xs:
        step = rnn.step(params, x, h)
        h = step.h
        steps.append(step)
    return steps


def backward(params, steps, dhs):
    """Return the sums over time of the gradients of each step."""
    dW_hx, dW_hh, db_h, dh_next = (0 * params.W_hx, 0 * params.W_hh,
                                   0 * params.b_h, 0 * dhs[0])
    for step, from_loss in zip(reversed(steps), dhs[::-1]):
        dh = from_loss + dh_next
        grads, dx, dh_next = rnn.step_back(params, step, dh)
        dW_hx = dW_hx + grads.W_hx
        dW_hh = dW_hh + grads.W_hh
        db_h = db_h + grads.b_h
    return dW_hx, dW_hh, db_h


def draw_bptt(draw, T, D, H, B):
    """Return an RNN, a sequence, a state, and what the losses send."""
    return (draw.array(H, D), draw.array(H, H), draw.array(H, 1),
            draw.array(T, D, B), draw.array(H, B), draw.array(T, H, B))


BPTT = CodeQuestion(
    "bptt", "08", "Backpropagation through time",
    "bptt(W_hx, W_hh, b_h, xs, h_0, dhs)",
    "An RNN with tanh reads xs (T, D, B) from h_0; dhs (T, H, B) is what the "
    "loss of each step sends to its own h_t. Return dW_hx, dW_hh and db_h, "
    "summed over time.",
    bptt, draw_bptt, ((4, 2, 3, 2), (1, 1, 1, 1), (3, 3, 3, 3),
                      (5, 3, 2, 1)), ("dW_hx", "dW_hh", "db_h"), (
        mistake("forgot what comes from the step after", "Two ways lead from "
                "h_t to the loss: which are they?",
                backward={"dh": "+from_loss"}),
        mistake("forgot the losses before the last step", "Does the loss at "
                "t = 1 see the weights, too?", backward={
                    "dh": "(from_loss if step is steps[-1] else 0 * "
                    "from_loss) + dh_next"}),
        mistake("kept the first step's share only", "The weight is used at "
                "every step: how do the shares come together?", backward={
                    "dW_hx": "+grads.W_hx", "dW_hh": "+grads.W_hh",
                    "db_h": "+grads.b_h"}),
        mistake("forgot the slope of tanh", SLOPE, step_back={"da": "dh"}),
        mistake("used W_hh itself on the way back", BACK,
                step_back={"dh_prev": "W_hh @ da"}),
        mistake("used h in place of h_prev in dW_hh", WHICH,
                step_back={"dW_hh": "da @ h.T"}),
        mistake("averaged over time", "Is a gradient of a sum a mean?",
                backward={"return": "dW_hx / len(steps), dW_hh / len(steps), "
                          "db_h / len(steps)"}),
        mistake("read the losses in the wrong order", "Which loss does the "
                "last state feel first?", bptt={
                    "return": "backward(params, steps, dhs[::-1])"}),
    ))


def clip(g, limit):
    """Return a gradient, shortened to a limit where it is longer."""
    clipped = clip_norm(g, limit)
    return clipped


def draw_clip(draw, H, D, scale, size=1.0):
    """Return a gradient and a limit below or above its length.

    size: by what the gradient is multiplied; with 0 it has no length.
    """
    return draw.array(H, D) * size, 0.75 * scale


CLIP = CodeQuestion(
    "clip", "09", "Clipping a gradient", "clip(g, limit)",
    "Return the gradient g, any shape, scaled to the length `limit` where it "
    "is longer; a shorter one stays as it is.",
    clip, draw_clip, ((3, 2, 1.0), (1, 1, 0.2), (2, 3, 40.0), (4, 1, 0.5),
                      (1, 1, 3.0), (2, 2, 1.0, 0.0)), ("clipped",), (
        mistake("clipped each entry on its own", "Does the direction stay "
                "the same?", clip={"clipped": "clip_value(g, limit)"}),
        mistake("stretched short gradients too", "What should happen to a "
                "gradient that is short enough?",
                clip={"clipped": "g * (limit / norm(g))"}),
        mistake("forgot the root in the length", "How long is the arrow "
                "(3, 4)?", clip={"clipped": "g if norm(g) ** 2 <= limit else "
                                 "g * (limit / norm(g) ** 2)"}),
        mistake("scaled to the length 1", "How long may it be afterwards?",
                clip={"clipped": "g if norm(g) <= limit else g / norm(g)"}),
        mistake("did not clip at all", "How long is g, and how long may it "
                "be?", clip={"clipped": "+g"}),
        mistake("compared the largest entry with the limit", "How long is "
                "the arrow (3, 4)?", clip={
                    "clipped": "g if abs(g).max() <= limit else "
                    "g * (limit / abs(g).max())"}),
        mistake("multiplied by the length over the limit", "Should it become "
                "longer or shorter?", clip={
                    "clipped": "g if norm(g) <= limit else "
                    "g * (norm(g) / limit)"}),
        mistake("shortened the rest", "Which gradients are too long?",
                clip={"clipped": "g if norm(g) > limit else "
                      "g * (limit / norm(g))"}),
    ))

QUESTIONS = RNN_STEP_BACK, BPTT, CLIP
