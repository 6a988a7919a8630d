"""Reference numbers for lib/ops, made by PyTorch: outputs and gradients in double precision, and some in single.

    npm run reference -- ops

A case names a function of the library with its arguments, the tensors that go in, the output y, weights w of y's shape, and
the gradients of sum(w * y) with respect to every input that is a float; null where a function has none.
"""
import torch
from torch.nn import functional as f
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from making.tensors import Draw, encoded, print_json

draw = Draw(20261122)
cases = []


def case(name, function, *inputs, single=False, gradients=True, only=None, **arguments):
    """One case; with single also as float32 computes it, from the same inputs; with only, gradients of those inputs alone."""
    wanted = [gradients and x.is_floating_point() and (only is None or i in only) for i, x in enumerate(inputs)]
    record = {"name": name, "arguments": arguments, "inputs": [encoded(x) for x in inputs]}
    weights = None
    for dtype in (torch.float64, torch.float32) if single else (torch.float64,):
        leaves = [x.detach().to(dtype).requires_grad_(want) if x.is_floating_point() else x for x, want in zip(inputs, wanted)]
        y = function(*leaves)
        numbers = {"output": encoded(y)}
        if gradients:
            if weights is None:
                weights = draw.uniform(*y.shape)
                record["weights"] = encoded(weights)
            (weights.to(dtype) * y).sum().backward()
            numbers["gradients"] = [encoded(x.grad) if want else None for x, want in zip(leaves, wanted)]
        record.update(numbers if dtype == torch.float64 else {"float32": numbers})
    cases.append(record)


def softplus(x):
    """PyTorch stops computing at 20, where x differs from the answer by 2e-9."""
    return f.softplus(x, threshold=100)


def arithmetic():
    functions = {
        "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div,
        "maximum": torch.maximum, "minimum": torch.minimum,
    }
    pairs = [([], []), ([3], [3]), ([2, 3], [3]), ([4, 1], [1, 5]), ([2, 1, 3], [4, 1]), ([0, 3], [3]), ([1], [2, 2])]
    for name, function in functions.items():
        for i, (a, b) in enumerate(pairs):
            case(name, function, draw.uniform(*a), draw.uniform(*b, low=0.5), single=i == 2)
    tied = torch.tensor([1.5, -0.5, 2.0], dtype=torch.float64)
    for name in ("maximum", "minimum"):
        case(name, functions[name], tied, torch.tensor([1.5, 0.5, -2.0], dtype=torch.float64))
    for shape in ([2, 3], [0], [1]):
        case("negate", torch.neg, draw.uniform(*shape))


def elementwise():
    positive = {"log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "reciprocal": torch.reciprocal}
    anywhere = {
        "exp": torch.exp, "sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
        "abs": torch.abs, "square": torch.square, "relu": f.relu, "silu": f.silu, "softplus": softplus, "elu": f.elu,
        "leakyRelu": f.leaky_relu, "gelu": f.gelu,
    }
    for name, function in positive.items():
        case(name, function, draw.uniform(4, 5, low=0.03, high=6), single=True)
    for name, function in anywhere.items():
        case(name, function, draw.uniform(4, 5, low=-6, high=6), single=True)
        case(name, function, draw.uniform(0, 2))
    far = torch.tensor([-700.25, -90.5, -40.125, -20.75, 18.5, 19.5, 20.25, 35.125, 90.75, 700.5], dtype=torch.float64)
    for name in ("tanh", "sigmoid", "softplus", "silu", "gelu", "elu"):
        case(name, anywhere[name], far)
    case("gelu", lambda x: f.gelu(x, approximate="tanh"), draw.uniform(4, 5, low=-6, high=6), approximate="tanh", single=True)
    case("leakyRelu", lambda x: f.leaky_relu(x, 0.2), draw.uniform(6), negativeSlope=0.2)
    case("elu", lambda x: f.elu(x, 0.5), draw.uniform(6), alpha=0.5)
    case("clip", lambda x: torch.clip(x, -1, 1.5), draw.uniform(3, 5, low=-3, high=3), low=-1, high=1.5, single=True)
    for exponent in (2, 3, 0.5, -1.5, 0):
        case("power", lambda x: torch.pow(x, exponent), draw.uniform(5, low=0.1, high=3), exponent=exponent, single=True)
    case("power", torch.pow, draw.uniform(2, 3, low=0.1, high=3), draw.uniform(3))
    case("power", lambda x: torch.pow(x, 3), draw.uniform(5), exponent=3)
    for name, function in {"sign": torch.sign, "floor": torch.floor, "ceil": torch.ceil}.items():
        case(name, function, draw.uniform(6), gradients=False)
    case("round", torch.round, torch.tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.25, 2.75], dtype=torch.float64), gradients=False)


def comparisons():
    functions = {
        "equal": torch.eq, "notEqual": torch.ne, "less": torch.lt, "lessEqual": torch.le, "greater": torch.gt,
        "greaterEqual": torch.ge,
    }
    for name, function in functions.items():
        a, b = [torch.tensor(values, dtype=torch.float64) for values in ([[1.0, 2.0], [3.0, -1.0]], [1.0, 2.5])]
        case(name, function, a, b, gradients=False)
    case("where", torch.where, draw.mask(3, 4), draw.uniform(3, 4), draw.uniform(4), single=True)
    case("where", torch.where, draw.mask(3, 1), draw.uniform(3, 4), draw.uniform(1, 4))
    case("maskedFill", lambda x, m: x.masked_fill(m, -1.5), draw.uniform(3, 4), draw.mask(3, 4), value=-1.5)
    case("tril", lambda x: torch.tril(x, -1), draw.uniform(2, 3, 4), diagonal=-1)
    case("triu", lambda x: torch.triu(x, 1), draw.uniform(4, 3), diagonal=1)


def reductions():
    shape = [2, 3, 4]
    for axis in (None, 0, 1, -1, [0, 2]):
        for keep in (False, True):
            where = {"dim": axis, "keepdim": keep}
            options = {"axis": axis, "keepDims": keep}
            single = keep and axis == 1
            case("sum", lambda x: torch.sum(x, **where), draw.uniform(*shape), single=single, **options)
            case("mean", lambda x: torch.mean(x, **where), draw.uniform(*shape), single=single, **options)
            case("variance", lambda x: torch.var(x, **where), draw.uniform(*shape), single=single, **options)
            lse = {"dim": axis if axis is not None else [0, 1, 2], "keepdim": keep}
            case("logSumExp", lambda x: torch.logsumexp(x, **lse), draw.uniform(*shape), single=single, **options)
            extreme = {**lse}
            case("max", lambda x: torch.amax(x, **extreme), draw.distinct(*shape), single=single, **options)
            case("min", lambda x: torch.amin(x, **extreme), draw.distinct(*shape), **options)
    case("variance", lambda x: torch.var(x, dim=1, correction=0), draw.uniform(3, 5), axis=1, correction=0)
    case("std", lambda x: torch.std(x, dim=0), draw.uniform(5, 3), axis=0)
    case("norm", lambda x: torch.linalg.vector_norm(x), draw.uniform(3, 4))
    case("norm", lambda x: torch.linalg.vector_norm(x, ord=1, dim=1), draw.uniform(3, 4), axis=1, order=1)
    case("logSumExp", lambda x: torch.logsumexp(x, dim=0), torch.tensor([1000.5, 1000.25, -2000.75], dtype=torch.float64), axis=0)
    case("sum", lambda x: torch.sum(x, dim=0), draw.uniform(0, 3), axis=0)
    case("mean", lambda x: torch.mean(x, dim=1), draw.uniform(0, 3), axis=1)
    case("cumsum", lambda x: torch.cumsum(x, 1), draw.uniform(3, 4), axis=1)
    for name, function in {"argmax": torch.argmax, "argmin": torch.argmin}.items():
        for axis in (None, 0, -1):
            case(name, lambda x: function(x, dim=axis), draw.distinct(3, 4), gradients=False, axis=axis)


def products():
    pairs = [
        ([3, 4], [4, 5]), ([4], [4]), ([4], [4, 3]), ([3, 4], [4]), ([2, 3, 4], [4, 5]), ([2, 3, 4], [2, 4, 2]),
        ([2, 1, 3, 4], [5, 4, 2]), ([1, 1], [1, 1]), ([0, 3], [3, 2]), ([3, 0], [0, 2]), ([2, 4], [3, 4, 2]), ([17, 33], [33, 9]),
    ]
    for a, b in pairs:
        case("matmul", torch.matmul, draw.uniform(*a), draw.uniform(*b), single=len(a) + len(b) in (4, 5))
    case("linear", f.linear, draw.uniform(2, 3, 4), draw.uniform(5, 4), draw.uniform(5), single=True)
    case("linear", f.linear, draw.uniform(3, 4), draw.uniform(2, 4))


def movement():
    case("reshape", lambda x: x.reshape(4, 3), draw.uniform(2, 6), shape=[4, 3])
    case("permute", lambda x: x.permute(2, 0, 1), draw.uniform(2, 3, 4), axes=[2, 0, 1])
    case("transpose", lambda x: x.transpose(0, 2), draw.uniform(2, 3, 4), axisA=0, axisB=2)
    case("expand", lambda x: x.expand(2, 3, 4), draw.uniform(3, 1), shape=[2, 3, 4])
    case("slice", lambda x: x[:, 1:6:2], draw.uniform(2, 7), axis=1, start=1, end=6, step=2)
    case("pad", lambda x: f.pad(x, (1, 2)), draw.uniform(2, 3), axis=1, before=1, after=2)
    case("concatenate", lambda *x: torch.cat(x, 1), draw.uniform(2, 3), draw.uniform(2, 1), draw.uniform(2, 0), axis=1)
    case("stack", lambda *x: torch.stack(x, 1), draw.uniform(2, 3), draw.uniform(2, 3), axis=1)
    case("split", lambda x: torch.split(x, [2, 3], 1)[1], draw.uniform(2, 5), sizes=[2, 3], axis=1, part=1)
    case("flip", lambda x: torch.flip(x, [1]), draw.uniform(2, 3), axes=[1])
    case("roll", lambda x: torch.roll(x, 2, 1), draw.uniform(2, 5), shift=2, axis=1)
    case("tile", lambda x: torch.tile(x, (2, 3)), draw.uniform(2, 2), times=[2, 3])
    case("repeatInterleave", lambda x: torch.repeat_interleave(x, 2, 1), draw.uniform(2, 3), times=2, axis=1)


def indexing():
    case("gather", lambda x, i: torch.gather(x, 1, i), draw.uniform(3, 4), draw.integers(3, 6, below=4), axis=1)
    case("scatterAdd", lambda x, i, s: x.scatter_add(1, i, s), draw.uniform(3, 4), draw.integers(3, 5, below=4), draw.uniform(3, 5), axis=1)
    case("embedding", f.embedding, draw.integers(2, 5, below=4), draw.uniform(4, 3), single=True)
    case("take", lambda x, i: torch.index_select(x, 1, i), draw.uniform(2, 4), draw.integers(6, below=4), axis=1)
    case("oneHot", lambda i: f.one_hot(i, 5), draw.integers(4, below=5), gradients=False, numClasses=5)
    case("sort", lambda x: torch.sort(x, dim=1)[0], draw.distinct(3, 5), axis=1, descending=False, gradients=False)
    case("argsort", lambda x: torch.argsort(x, dim=0, descending=True), draw.distinct(4, 3), axis=0, descending=True, gradients=False)
    case("topK", lambda x: torch.topk(x, 2, dim=1)[0], draw.distinct(3, 5), k=2, axis=1, gradients=False)
    case("topK", lambda x: torch.topk(x, 3, dim=0, largest=False)[0], draw.distinct(5, 2), k=3, axis=0, largest=False, gradients=False)


def normalizations():
    for shape, axis in (([4], 0), ([3, 5], -1), ([2, 3, 4], 1), ([0, 3], 1), ([2, 1], 1)):
        for name, function in {"softmax": f.softmax, "logSoftmax": f.log_softmax}.items():
            case(name, lambda x: function(x, dim=axis), draw.uniform(*shape, low=-5, high=5), axis=axis, single=len(shape) == 3)
    far = torch.tensor([[1000.5, 1001.25, -1000.75], [-3000.5, -3000.5, -3001.25]], dtype=torch.float64)
    for name, function in {"softmax": f.softmax, "logSoftmax": f.log_softmax}.items():
        case(name, lambda x: function(x, dim=1), far, axis=1)
    parameters = lambda n: (draw.uniform(n), draw.uniform(n))
    case("layerNorm", lambda x, w, b: f.layer_norm(x, [5], w, b), draw.uniform(2, 3, 5), *parameters(5), normalizedShape=[5], single=True)
    case("layerNorm", lambda x, w, b: f.layer_norm(x, [3, 4], w, b, 1e-3), draw.uniform(2, 3, 4), draw.uniform(3, 4), draw.uniform(3, 4), normalizedShape=[3, 4], eps=1e-3)
    case("rmsNorm", lambda x, w: f.rms_norm(x, [5], w, 1e-6), draw.uniform(2, 3, 5), draw.uniform(5), normalizedShape=[5], eps=1e-6, single=True)
    for shape in ([6, 3], [2, 3, 4], [2, 3, 2, 4]):
        norm = lambda x, w, b: f.batch_norm(x, None, None, w, b, training=True)
        case("batchNorm", norm, draw.uniform(*shape), *parameters(3), single=len(shape) == 4, training=True)
    mean, var = draw.uniform(3), draw.uniform(3, low=0.5)
    evaluate = lambda x, w, b: f.batch_norm(x, mean.to(x.dtype), var.to(x.dtype), w, b, training=False)
    case("batchNorm", evaluate, draw.uniform(4, 3), *parameters(3), training=False, runningMean=encoded(mean), runningVar=encoded(var))


def convolutions():
    named = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
    for x, weight, bias, options in (
        ([2, 3, 5, 6], [4, 3, 3, 2], True, {}),
        ([2, 2, 7, 8], [3, 2, 3, 3], False, {"stride": [2, 3], "padding": 1}),
        ([1, 2, 4, 3], [2, 2, 3, 4], True, {"padding": [1, 2]}),
        ([1, 2, 7, 6], [2, 2, 3, 2], True, {"dilation": [3, 2]}),
        ([2, 4, 4, 5], [6, 2, 2, 3], True, {"groups": 2, "padding": 1}),
        ([1, 3, 5, 5], [6, 1, 3, 3], False, {"groups": 3, "stride": 2}),
        ([2, 4, 9, 8], [4, 2, 3, 2], True, {"stride": [2, 3], "padding": [2, 1], "dilation": [2, 3], "groups": 2}),
        ([1, 2, 5, 6], [3, 2, 3, 5], True, {"padding": "same"}),
        ([1, 1, 6, 7], [2, 1, 2, 4], False, {"padding": "same", "dilation": [3, 1]}),
        ([1, 1, 1, 1], [1, 1, 1, 1], True, {}),
        ([0, 2, 4, 4], [3, 2, 2, 2], True, {}),
        ([2, 5, 5], [3, 2, 3, 3], True, {"padding": 1}),
    ):
        inputs = [draw.uniform(*x), draw.uniform(*weight)] + ([draw.uniform(weight[0])] if bias else [])
        case("conv2d", lambda x, w, b=None: f.conv2d(x, w, b, **{**named, **options}), *inputs, single=x[0] == 2, **options)
    for x, weight, options in (
        ([2, 3, 9], [4, 3, 3], {}),
        ([2, 4, 9], [4, 2, 3], {"stride": 2, "padding": 3, "dilation": 2, "groups": 2}),
        ([1, 2, 8], [2, 2, 4], {"padding": "same"}),
    ):
        inputs = [draw.uniform(*x), draw.uniform(*weight), draw.uniform(weight[0])]
        case("conv1d", lambda x, w, b: f.conv1d(x, w, b, **{**named, **options}), *inputs, single=not options, **options)


def pooling():
    for shape, kernel, options in (
        ([2, 3, 4, 6], 2, {}), ([1, 2, 5, 7], [2, 3], {}), ([1, 2, 5, 6], 3, {"stride": [1, 2]}), ([1, 1, 7, 7], 2, {"stride": 3}),
        ([2, 2, 5, 4], [3, 2], {"stride": 2, "padding": 1}), ([0, 3, 4, 4], 2, {}), ([2, 4, 4], 2, {"stride": 1}),
    ):
        single = shape[0] == 2
        case("maxPool2d", lambda x: f.max_pool2d(x, kernel, **options), draw.distinct(*shape), kernelSize=kernel, single=single, **options)
        case("averagePool2d", lambda x: f.avg_pool2d(x, kernel, **options), draw.uniform(*shape), kernelSize=kernel, single=single, **options)
    without = {"stride": 2, "padding": 1}
    pool = lambda x: f.avg_pool2d(x, [3, 2], count_include_pad=False, **without)
    case("averagePool2d", pool, draw.uniform(2, 2, 5, 4), kernelSize=[3, 2], countIncludePad=False, **without)
    equal = torch.tensor([[[3.0, 3.0, 1.0], [3.0, 0.0, 3.0]]], dtype=torch.float64)
    case("maxPool2d", lambda x: f.max_pool2d(x, 2, stride=1), equal, kernelSize=2, stride=1)
    case("maxPool1d", lambda x: f.max_pool1d(x, 3, 2, 1), draw.distinct(2, 3, 9), kernelSize=3, stride=2, padding=1)
    case("averagePool1d", lambda x: f.avg_pool1d(x, 3, 2, 1), draw.uniform(2, 3, 9), kernelSize=3, stride=2, padding=1)
    case("globalAveragePool2d", lambda x: f.adaptive_avg_pool2d(x, 1), draw.uniform(2, 3, 3, 4))


def losses():
    for reduction in ("mean", "sum", "none"):
        targets = draw.integers(4, below=5)
        options = {"reduction": reduction}
        single = reduction == "mean"
        case("crossEntropy", lambda x, t: f.cross_entropy(x, t, **options), draw.uniform(4, 5, low=-4, high=4), targets, single=single, **options)
        case("mseLoss", lambda a, b: f.mse_loss(a, b, **options), draw.uniform(3, 4), draw.uniform(3, 4), single=single, **options)
        case("l1Loss", lambda a, b: f.l1_loss(a, b, **options), draw.distinct(3, 4), draw.uniform(3, 4) + 1 / 128, **options)
        huber = lambda a, b: f.huber_loss(a, b, delta=0.75, **options)
        case("huberLoss", huber, draw.uniform(3, 4), draw.uniform(3, 4), delta=0.75, single=single, **options)
        probabilities, labels = draw.uniform(3, 4, low=0.05, high=0.95), draw.uniform(3, 4, low=0, high=1)
        case("binaryCrossEntropy", lambda p, t: f.binary_cross_entropy(p, t, **options), probabilities, labels, only=[0], **options)
        logits = draw.uniform(3, 4, low=-30, high=30)
        with_logits = lambda z, t: f.binary_cross_entropy_with_logits(z, t, **options)
        case("binaryCrossEntropyWithLogits", with_logits, logits, draw.uniform(3, 4, low=0, high=1), only=[0], single=single, **options)
        kl = lambda q, p: f.kl_div(q, p, **options)
        case("klDivergence", kl, f.log_softmax(draw.uniform(3, 4), 1), f.softmax(draw.uniform(3, 4), 1), only=[0], **options)
    case("klDivergence", lambda q, p: f.kl_div(q, p, reduction="batchmean"), f.log_softmax(draw.uniform(3, 4), 1), f.softmax(draw.uniform(3, 4), 1), only=[0], reduction="batchmean")
    case("crossEntropy", f.cross_entropy, draw.uniform(2, 5, 3), draw.integers(2, 3, below=5))
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, label_smoothing=0.1), draw.uniform(4, 5), draw.integers(4, below=5), labelSmoothing=0.1)
    rare = draw.uniform(5, low=0.5)
    weighted = {"weight": encoded(rare), "labelSmoothing": 0.2}
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, rare, label_smoothing=0.2), draw.uniform(4, 5), draw.integers(4, below=5), **weighted)
    case("nllLoss", lambda x, t: f.nll_loss(x, t, rare), draw.uniform(4, 5), draw.integers(4, below=5), weight=encoded(rare))
    case("nllLoss", f.nll_loss, draw.uniform(2, 3, 4), draw.integers(2, 4, below=3))
    ones = {"posWeight": 3}
    positive = lambda z, t: f.binary_cross_entropy_with_logits(z, t, pos_weight=torch.tensor(3.0))
    case("binaryCrossEntropyWithLogits", positive, draw.uniform(6), draw.uniform(6, low=0, high=1), only=[0], **ones)
    ignoring = torch.tensor([1, -100, 3, 0, -100])
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t), draw.uniform(5, 4), ignoring, ignoreIndex=-100)


def attention():
    shape, keys = [2, 2, 4, 3], [2, 2, 5, 3]
    name, attend = "scaledDotProductAttention", f.scaled_dot_product_attention
    case(name, attend, draw.uniform(*shape), draw.uniform(*keys), draw.uniform(*keys), single=True)
    causal = lambda q, k, v: attend(q, k, v, is_causal=True)
    case(name, causal, draw.uniform(*shape), draw.uniform(*shape), draw.uniform(*shape), isCausal=True, single=True)
    hidden = draw.mask(2, 1, 4, 5, share=0.3)  # true where nothing may be taken: the other way round in PyTorch's function
    hidden[..., 0] = False
    masked = lambda q, k, v, hidden: attend(q, k, v, attn_mask=~hidden)
    case(name, masked, draw.uniform(*shape), draw.uniform(*keys), draw.uniform(*keys), hidden)


def positions():
    """Queries turned as Llama turns them; transformers' tables are in single precision, so the angles are ours."""
    for start in (0, 3):
        times = torch.arange(start, start + 5, dtype=torch.float64)[:, None]
        angles = times * 10000.0 ** (-torch.arange(0, 6, 2, dtype=torch.float64) / 6)
        turn = torch.cat([angles, angles], 1)
        rotate = lambda q: apply_rotary_pos_emb(q, q, turn.cos()[None].to(q.dtype), turn.sin()[None].to(q.dtype))[0]
        case("rotary", rotate, draw.uniform(2, 2, 5, 6), start=start, single=start == 0)


for section in (arithmetic, elementwise, comparisons, reductions, products, movement, indexing, normalizations, convolutions, pooling, losses, attention, positions):
    section()
print_json("ops", cases=cases)
