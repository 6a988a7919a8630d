"""Reference numbers for lib/nn, made by PyTorch in double precision.

    npm run reference -- layers

A case names a layer with its settings, its state dict under PyTorch's keys, and what goes in. It holds the outputs yₖ, weights wₖ
of their shapes, and the gradients of Σₖ sum(wₖ * yₖ) with respect to every input and every parameter; for layers with running
averages also the state dict afterwards. Then the layer learns to give w: ten steps of SGD
down Σₖ sum((yₖ - wₖ)²), at a rate of 0.001.
"""
import torch
from torch import nn

from making.tensors import Draw, encoded, print_json, table

torch.set_default_dtype(torch.float64)
draw = Draw(19861009)
cases = []


def fill(layer):
    """Gives every parameter and buffer numbers of ours."""
    state = {}
    for key, value in layer.state_dict().items():
        if not value.is_floating_point():
            state[key] = torch.full_like(value, 3)
        elif key.endswith("running_var"):
            state[key] = draw.uniform(*value.shape, low=0.5)
        else:
            state[key] = draw.uniform(*value.shape, low=-1, high=1)
    layer.load_state_dict(state)
    return state


def flat(given):
    """The outputs of a layer in a row: those of an LSTM are (output, (h, c))."""
    outputs = []
    for y in given if isinstance(given, tuple) else [given]:
        outputs += y if isinstance(y, tuple) else [y]
    return outputs


def case(name, layer, *inputs, settings=None, training=True, call=None, forward=None):
    """One case. `call` is what our layer is told beside the tensors, `forward` how PyTorch's is called."""
    layer.train(training)
    state = table(fill(layer))
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    outputs = flat((forward or layer)(*leaves))
    weights = [draw.uniform(*y.shape) for y in outputs]
    sum((w * y).sum() for w, y in zip(weights, outputs)).backward()
    record = {
        "name": name, "settings": settings or {}, "call": call or {}, "training": training, "state": state,
        "inputs": [encoded(x) for x in inputs], "outputs": [encoded(y) for y in outputs],
        "weights": [encoded(w) for w in weights],
        "inputGradients": [encoded(x.grad) if x.is_floating_point() else None for x in leaves],
        "gradients": {key: encoded(p.grad) for key, p in layer.named_parameters()},
    }
    if any(True for _ in layer.buffers()):
        record["stateAfter"] = table(layer.state_dict())
    parameters = list(layer.parameters())
    if parameters:
        optimizer = torch.optim.SGD(parameters, lr=0.001)
        for _ in range(10):
            given = (forward or layer)(*inputs)
            optimizer.zero_grad()
            sum(((y - w) ** 2).sum() for w, y in zip(weights, flat(given))).backward()
            optimizer.step()
        record["afterTenSteps"] = table(layer.state_dict())
    cases.append(record)


def linear_and_embedding():
    case("Linear", nn.Linear(3, 4), draw.uniform(5, 3), settings={"inFeatures": 3, "outFeatures": 4})
    case("Linear", nn.Linear(3, 2, bias=False), draw.uniform(2, 4, 3), settings={"inFeatures": 3, "outFeatures": 2, "bias": False})
    case("Linear", nn.Linear(1, 1), draw.uniform(0, 1), settings={"inFeatures": 1, "outFeatures": 1})
    case("Embedding", nn.Embedding(5, 3), draw.integers(2, 6, below=5), settings={"numEmbeddings": 5, "embeddingDim": 3})


def normalizations():
    case("LayerNorm", nn.LayerNorm(5), draw.uniform(2, 3, 5), settings={"normalizedShape": 5})
    case("LayerNorm", nn.LayerNorm([3, 4], eps=1e-3), draw.uniform(2, 3, 4), settings={"normalizedShape": [3, 4], "eps": 1e-3})
    case("RMSNorm", nn.RMSNorm(5, eps=1e-6), draw.uniform(2, 3, 5), settings={"normalizedShape": 5, "eps": 1e-6})
    for training in (True, False):
        for shape in ([6, 3], [4, 3, 5]):
            case("BatchNorm1d", nn.BatchNorm1d(3), draw.uniform(*shape), settings={"numFeatures": 3}, training=training)
        norm = nn.BatchNorm2d(2, eps=1e-4, momentum=0.3)
        settings = {"numFeatures": 2, "eps": 1e-4, "momentum": 0.3}
        case("BatchNorm2d", norm, draw.uniform(3, 2, 4, 2), settings=settings, training=training)


def convolutions():
    settings = {"inChannels": 2, "outChannels": 3, "kernelSize": 3}
    case("Conv1d", nn.Conv1d(2, 3, 3), draw.uniform(2, 2, 7), settings=settings)
    more = {"stride": 2, "padding": 1, "dilation": 2}
    case("Conv1d", nn.Conv1d(2, 3, 3, bias=False, **more), draw.uniform(2, 2, 9), settings={**settings, "bias": False, **more})
    case("Conv2d", nn.Conv2d(2, 3, 3, padding=1), draw.uniform(2, 2, 4, 5), settings={**settings, "padding": 1})
    grouped = {"stride": [2, 1], "groups": 2}
    layer = nn.Conv2d(4, 6, (3, 2), bias=False, **grouped)
    settings = {"inChannels": 4, "outChannels": 6, "kernelSize": [3, 2], "bias": False, **grouped}
    case("Conv2d", layer, draw.uniform(1, 4, 7, 5), settings=settings)
    same = {"inChannels": 1, "outChannels": 2, "kernelSize": 4, "padding": "same"}
    case("Conv2d", nn.Conv2d(1, 2, 4, padding="same"), draw.uniform(1, 1, 5, 5), settings=same)


def recurrent():
    kinds = {
        "RNN": [(nn.RNN, {}), (nn.RNN, {"nonlinearity": "relu"})], "LSTM": [(nn.LSTM, {})], "GRU": [(nn.GRU, {})],
    }
    for name, variants in kinds.items():
        for kind, extra in variants:
            for layers in (1, 2):
                for start in (False, True):
                    layer = kind(3, 4, num_layers=layers, batch_first=True, **extra)
                    settings = {"inputSize": 3, "hiddenSize": 4, "numLayers": layers, "batchFirst": True, **extra}
                    states = [draw.uniform(layers, 2, 4, low=-1, high=1) for _ in range((2 if name == "LSTM" else 1) * start)]
                    forward = layer
                    if len(states) == 2:
                        forward = lambda x, h, c: layer(x, (h, c))
                    case(name, layer, draw.uniform(2, 5, 3), *states, settings=settings, forward=forward)
            layer = kind(3, 4, bias=False, **extra)
            settings = {"inputSize": 3, "hiddenSize": 4, "numLayers": 1, "batchFirst": False, "bias": False, **extra}
            case(name, layer, draw.uniform(5, 2, 3), settings=settings)


def attention():
    settings = {"embedDim": 8, "numHeads": 2}
    build = lambda **options: nn.MultiheadAttention(8, 2, batch_first=True, **options)
    own = lambda layer, **options: lambda x: layer(x, x, x, need_weights=False, **options)[0]
    case("MultiHeadAttention", layer := build(), draw.uniform(2, 5, 8), settings=settings, forward=own(layer))
    case("MultiHeadAttention", layer := build(bias=False), draw.uniform(1, 3, 8), settings={**settings, "bias": False}, forward=own(layer))
    later = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
    case("MultiHeadAttention", layer := build(), draw.uniform(2, 5, 8), settings=settings, call={"isCausal": True}, forward=own(layer, attn_mask=later))
    # a mask is true where a query may not look; the last two positions of the second sequence are filling
    filling = torch.tensor([[False] * 5, [False] * 3 + [True] * 2])
    case("MultiHeadAttention", layer := build(), draw.uniform(2, 5, 8), settings=settings, call={"mask": encoded(filling[:, None, None, :])}, forward=own(layer, key_padding_mask=filling))
    cross = lambda q, k, v: layer(q, k, v, need_weights=False)[0]
    layer = build()
    case("MultiHeadAttention", layer, draw.uniform(2, 3, 8), draw.uniform(2, 5, 8), draw.uniform(2, 5, 8), settings=settings, forward=cross)
    for first in (True, False):
        for activation in ("gelu", "relu"):
            causal = activation == "gelu"
            layer = nn.TransformerEncoderLayer(8, 2, 12, dropout=0.0, activation=activation, batch_first=True, norm_first=first)
            forward = (lambda x: layer(x, src_mask=torch.triu(torch.ones(5, 5, dtype=torch.bool), 1))) if causal else layer
            settings = {"modelDim": 8, "numHeads": 2, "feedForwardDim": 12, "activation": activation, "normFirst": first}
            case("TransformerEncoderLayer", layer, draw.uniform(2, 5, 8), settings=settings, call={"isCausal": causal}, forward=forward)


def chain():
    layer = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2))
    case("Sequential", layer, draw.uniform(4, 3), settings={"sizes": [3, 6, 2], "activation": "tanh"})


for section in (linear_and_embedding, normalizations, convolutions, recurrent, attention, chain):
    section()
print_json("layers", cases=cases)
