"""Looking back and looking around: chapters 13 and 14."""
from rnnkit.cells import attention, transformer
from rnnkit.grade.code import CodeQuestion
from rnnkit.practice.family import mistake
from rnnkit.seq2seq import looking


def additive_attention(W_s, W_h, v, s, h):
    """Return (a, c) of additive attention."""
    params = looking.Params(W_s, W_h, v)
    look = looking.additive(params, s, h)
    return look.a, look.c


def draw_additive(draw, n, H, U, T):
    """Return (W_s, W_h, v, s, h)."""
    return (draw.array(n, H), draw.array(n, H), draw.array(n, 1) * 2,
            draw.array(H, U), draw.array(H, T))


ADDITIVE = CodeQuestion(
    "additive-attention", "13", "Additive attention",
    "additive_attention(W_s, W_h, v, s, h)",
    "s (H, U) are states of the decoder, h (H, T) those of the encoder. With "
    "the scores e_uj = vᵀ tanh(W_s s_u + W_h h_j), return the weights a "
    "(U, T), a row each summing to 1, and the contexts c (H, U).",
    additive_attention, draw_additive,
    ((4, 3, 2, 5), (1, 1, 1, 1), (3, 3, 3, 3), (2, 3, 4, 2)), ("a", "c"), (
        mistake("forgot tanh", "Can an entry inside of vᵀ(…) be larger than "
                "1?", additive={"u": "(W_s @ s)[..., :, None] + "
                                "(W_h @ h)[..., None, :]"}),
        mistake("forgot v", "What weighs the n numbers of a pair?",
                additive={"e": "np.sum(u, axis=-3)"}),
        mistake("forgot the softmax", "To what does a row of a sum?",
                additive={"a": "e"}),
        mistake("normalised over the outputs", "Does each output share out "
                "its looks, or each word of the input?", additive={
                    "a": "np.matrix_transpose(attention.weights("
                    "np.matrix_transpose(e)))"}),
        mistake("swapped W_s and W_h", "Which matrix belongs to the "
                "decoder?", additive_attention={
                    "params": "looking.Params(W_h, W_s, v)"}),
        mistake("took the context from the decoder's states", "What is c a "
                "mixture of?", additive={"c": "s @ a"}),
        mistake("used the dot product", "What stands between s and h in the "
                "additive score?", additive={
                    "e": "np.matrix_transpose(s) @ h"}),
        mistake("forgot the state of the decoder", "Do all outputs look at "
                "the same words?", additive={
                    "u": "np.tanh(0 * (W_s @ s)[..., :, None] + "
                    "(W_h @ h)[..., None, :])"}),
    ))


def causal_attention(W_Q, W_K, W_V, x):
    """Return x_new of one head in which no token sees a later one."""
    mask = attention.causal(x.shape[1])
    params = attention.Params(W_Q, W_K, W_V)
    return attention.step(params, x, mask).x_new


def draw_attention(draw, d, n, m, T):
    """Return (W_Q, W_K, W_V, x)."""
    return (draw.array(n, d), draw.array(n, d), draw.array(m, d),
            draw.array(d, T))


CAUSAL = CodeQuestion(
    "causal-attention", "14", "Self-attention with a causal mask",
    "causal_attention(W_Q, W_K, W_V, x)",
    "x (d, T) holds a column a token. Return x_new (m, T) of one head: "
    "scores q · k / √n, and no token looks at a later one.",
    causal_attention, draw_attention,
    ((3, 2, 4, 5), (1, 1, 1, 1), (4, 4, 4, 4), (2, 3, 2, 3)), ("x_new",), (
        mistake("forgot the scale", "By what is q · k divided?",
                attend={"s": "np.matrix_transpose(q) @ k"}),
        mistake("divided by n in place of its root", "By what is q · k "
                "divided?", attend={
                    "s": "np.matrix_transpose(q) @ k / np.shape(q)[-2]"}),
        mistake("forgot the mask", "What may the first token look at?",
                causal_attention={"mask": "None"}),
        mistake("hid the earlier tokens in place of the later ones", "What "
                "may the first token look at?", causal_attention={
                    "mask": "attention.causal(x.shape[1]).T"}),
        mistake("set hidden scores to 0", "What is e⁰?",
                weights={"s": "np.where(mask, s, 0.0)"}),
        mistake("hid the weights after the softmax", "To what do the weights "
                "of a token sum then?", weights={
                    "s": "s * 1.0", "a": "e / np.sum(e, axis=-1, "
                    "keepdims=True) * mask"}),
        mistake("normalised the columns", "Does the asking token share out "
                "its looks, or the one that is looked at?", weights={
                    "top": "np.max(s, axis=-2, keepdims=True)",
                    "Z": "np.sum(e, axis=-2, keepdims=True)"}),
        mistake("swapped queries and keys", "Who asks in row i: token i, or "
                "token j?", causal_attention={
                    "params": "attention.Params(W_K, W_Q, W_V)"}),
        mistake("took the weights by their columns", "Which row of a belongs "
                "to token i?", attend={"x_new": "v @ a"}),
    ))


def layer_norm(gamma, beta, x):
    """Return x_new of a layer normalization."""
    return transformer.norm(gamma, beta, x).x_new


def draw_norm(draw, d, T, scale):
    """Return (gamma, beta, x); small x, so that ε counts."""
    return draw.array(d, 1), draw.array(d, 1), draw.array(d, T) * scale


LAYER_NORM = CodeQuestion(
    "layer-norm", "14", "Layer normalization", "layer_norm(gamma, beta, x)",
    "x (d, T) holds a column a token. Bring each column to mean 0 and "
    "variance 1, with ε = 1e-5 under the root, then multiply by gamma (d, 1) "
    "and add beta (d, 1).",
    layer_norm, draw_norm, ((4, 3, 1.0), (3, 1, 0.01), (3, 3, 1.0),
                            (5, 2, 0.005)), ("x_new",), (
        mistake("forgot ε", "What if all numbers of a column are alike?",
                norm={"size": "np.sqrt(variance)"}),
        mistake("normalised the rows", "Does each token stand in a row or in "
                "a column?", norm={
                    "mu": "np.mean(x, axis=-1, keepdims=True)", "variance":
                    "np.mean((x - mu) ** 2, axis=-1, keepdims=True)"}),
        mistake("did not take the mean off", "What is the mean of a column "
                "afterwards?", norm={"x_hat": "x / size"}),
        mistake("forgot the root", "What is divided by: the variance, or "
                "its root?", norm={"size": "variance + EPSILON"}),
        mistake("forgot gamma", "What is each number multiplied by?",
                norm={"x_new": "x_hat + beta"}),
        mistake("forgot beta", "What is added to each number?",
                norm={"x_new": "gamma * x_hat"}),
        mistake("divided by d − 1 in the variance", "Is the variance a mean "
                "over d numbers?", norm={"variance": "np.sum((x - mu) ** 2, "
                                         "axis=-2, keepdims=True) / "
                                         "(len(x) - 1)"}),
        mistake("put ε outside of the root", "Does ε stand under the root?",
                norm={"size": "np.sqrt(variance) + EPSILON"}),
        mistake("normalised everything together", "Does each token have its "
                "own mean?", norm={"mu": "np.mean(x)", "variance":
                                   "np.mean((x - mu) ** 2)"}),
    ))

QUESTIONS = ADDITIVE, CAUSAL, LAYER_NORM
