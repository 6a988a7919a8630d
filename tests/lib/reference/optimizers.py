"""Reference numbers for lib/optim, made by PyTorch.

    npm run reference -- optimizers

rules: ten steps of every optimizer in double precision, from the same start and with the same ten gradients; after each step,
the parameters. schedules: the rate of each step. clipping: gradients before and after. average: an exponential moving average.
training: ten full steps of a small network, the only numbers here that depend on a forward and a backward pass.
"""
import torch
from torch import nn, optim
from torch.nn import functional as f
from torch.optim import lr_scheduler as schedulers

from making.tensors import Draw, encoded, print_json, table

draw = Draw(20141222)
shapes = [[2, 3], [3]]
start = [draw.uniform(*shape) for shape in shapes]
gradients = [[draw.uniform(*shape, low=-1, high=1) for shape in shapes] for _ in range(10)]
for step in (0, 1, 6):
    gradients[step][1][0] = 0.0  # a slope of 0 must not divide by 0, nor be forgotten by a velocity
gradients[4][0][1, 2] = 100.25  # and a cliff


def rule(name, make, **settings):
    parameters = [nn.Parameter(x.clone()) for x in start]
    optimizer = make(parameters)
    trajectory = []
    for step in gradients:
        for parameter, gradient in zip(parameters, step):
            parameter.grad = gradient.clone()
        optimizer.step()
        trajectory.append([encoded(p) for p in parameters])
    return {"name": name, "settings": settings, "trajectory": trajectory}


def rules():
    made = []
    add = lambda name, make, **settings: made.append(rule(name, make, **settings))
    for theirs, ours in (
        ({}, {}),
        ({"momentum": 0.9}, {"momentum": 0.9}),
        ({"momentum": 0.9, "dampening": 0.4}, {"momentum": 0.9, "dampening": 0.4}),
        ({"momentum": 0.8, "nesterov": True}, {"momentum": 0.8, "nesterov": True}),
        ({"weight_decay": 0.2}, {"weightDecay": 0.2}),
        ({"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}, {"momentum": 0.9, "nesterov": True, "weightDecay": 0.1}),
    ):
        add("SGD", lambda p: optim.SGD(p, lr=0.1, **theirs), learningRate=0.1, **ours)
    for theirs, ours in (
        ({}, {}),
        ({"alpha": 0.8, "eps": 1e-3}, {"alpha": 0.8, "epsilon": 1e-3}),
        ({"centered": True}, {"centered": True}),
        ({"momentum": 0.9, "weight_decay": 0.1}, {"momentum": 0.9, "weightDecay": 0.1}),
        ({"momentum": 0.5, "centered": True}, {"momentum": 0.5, "centered": True}),
    ):
        add("RMSprop", lambda p: optim.RMSprop(p, lr=0.05, **theirs), learningRate=0.05, **ours)
    for theirs, ours in (
        ({}, {}),
        ({"lr_decay": 0.1, "weight_decay": 0.2}, {"learningRateDecay": 0.1, "weightDecay": 0.2}),
        ({"initial_accumulator_value": 0.5, "eps": 1e-4}, {"initialAccumulator": 0.5, "epsilon": 1e-4}),
    ):
        add("Adagrad", lambda p: optim.Adagrad(p, lr=0.3, **theirs), learningRate=0.3, **ours)
    for name, make in (("Adam", optim.Adam), ("AdamW", optim.AdamW)):
        plain = {"weight_decay": 0.0}
        for theirs, ours in (
            (plain, {"weightDecay": 0}),
            ({"betas": (0.7, 0.95), "eps": 1e-3, **plain}, {"betas": [0.7, 0.95], "epsilon": 1e-3, "weightDecay": 0}),
            ({"weight_decay": 0.3}, {"weightDecay": 0.3}),
        ):
            add(name, lambda p: make(p, lr=0.05, **theirs), learningRate=0.05, **ours)
    add("AdamW", lambda p: optim.AdamW(p), **{})
    add("Adam", lambda p: optim.Adam(p), **{})
    groups = lambda p: [{"params": [p[0]], "lr": 0.01, "weight_decay": 0.2}, {"params": [p[1]]}]
    ours = [{"parameters": [0], "learningRate": 0.01, "weightDecay": 0.2}, {"parameters": [1]}]
    add("AdamW", lambda p: optim.AdamW(groups(p), lr=0.1, weight_decay=0.0), learningRate=0.1, weightDecay=0, groups=ours)
    add("SGD", lambda p: optim.SGD(groups(p), lr=0.1, momentum=0.9), learningRate=0.1, momentum=0.9, groups=ours)
    return made


def schedule(name, make, steps=14, rate=0.5, **settings):
    optimizer = optim.SGD([nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"name": name, "learningRate": rate, "settings": settings, "rates": rates}


def warm_cosine(optimizer):
    warm = schedulers.LinearLR(optimizer, start_factor=0.25, total_iters=4)
    cosine = schedulers.CosineAnnealingLR(optimizer, T_max=10, eta_min=0.05)
    return schedulers.SequentialLR(optimizer, [warm, cosine], milestones=[4])


def schedules():
    one_cycle = {"max_lr": 0.8, "total_steps": 14}
    return [
        schedule("constant", lambda o: schedulers.ConstantLR(o, factor=1)),
        schedule("step", lambda o: schedulers.StepLR(o, 3, 0.4), stepSize=3, gamma=0.4),
        schedule("exponential", lambda o: schedulers.ExponentialLR(o, 0.9), gamma=0.9),
        schedule("cosine", lambda o: schedulers.CosineAnnealingLR(o, 13, 0.05), totalSteps=13, minimum=0.05),
        schedule("linearWarmUp", lambda o: schedulers.LinearLR(o, 0.2, 1, 5), startFactor=0.2, warmUpSteps=5),
        schedule("warmUpThenCosine", warm_cosine, startFactor=0.25, warmUpSteps=4, cosineSteps=10, minimum=0.05),
        schedule("oneCycle", lambda o: schedulers.OneCycleLR(o, **one_cycle), maximum=0.8, totalSteps=14, warmUpShare=0.3, divisor=25, finalDivisor=1e4, anneal="cosine"),
        schedule("oneCycle", lambda o: schedulers.OneCycleLR(o, pct_start=0.5, div_factor=10, final_div_factor=100, anneal_strategy="linear", **one_cycle), maximum=0.8, totalSteps=14, warmUpShare=0.5, divisor=10, finalDivisor=100, anneal="linear"),
    ]


def clipped(kind, limit, scale):
    parameters = [nn.Parameter(torch.zeros(shape, dtype=torch.float64)) for shape in shapes]
    before = [draw.uniform(*shape) * scale for shape in shapes]
    for parameter, gradient in zip(parameters, before):
        parameter.grad = gradient.clone()
    record = {"kind": kind, "limit": limit, "before": [encoded(g) for g in before]}
    if kind == "norm":
        record["norm"] = nn.utils.clip_grad_norm_(parameters, limit).item()
    else:
        nn.utils.clip_grad_value_(parameters, limit)
    return {**record, "after": [encoded(p.grad) for p in parameters]}


def average():
    """EMA of parameters that move by the gradients above, the first copy taken before the first step."""
    model = nn.ParameterList([nn.Parameter(x.clone()) for x in start])
    ema = optim.swa_utils.AveragedModel(model, multi_avg_fn=optim.swa_utils.get_ema_multi_avg_fn(0.9))
    ema.update_parameters(model)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    trajectory = []
    for step in gradients:
        for parameter, gradient in zip(model, step):
            parameter.grad = gradient.clone()
        optimizer.step()
        ema.update_parameters(model)
        trajectory.append([encoded(p) for p in ema.module])
    return {"decay": 0.9, "learningRate": 0.1, "trajectory": trajectory}


def training(dtype, make, **settings):
    """A 4-8-3 network of tanh, cross-entropy over 12 rows, ten steps."""
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).to(dtype)
    seeded = Draw(7)
    state = {key: seeded.uniform(*value.shape, low=-1, high=1) for key, value in model.state_dict().items()}
    model.load_state_dict({key: value.to(dtype) for key, value in state.items()})
    x, labels = seeded.uniform(12, 4), seeded.integers(12, below=3)
    optimizer = make(model.parameters())
    losses = []
    for _ in range(10):
        loss = f.cross_entropy(model(x.to(dtype)), labels)
        losses.append(encoded(loss)["data"][0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {
        "dtype": str(dtype).removeprefix("torch."), **settings, "start": table(state), "x": encoded(x), "labels": encoded(labels),
        "losses": losses, "end": table(model.state_dict()),
    }


print_json(
    "optimizers",
    start=[encoded(x) for x in start],
    gradients=[[encoded(x) for x in step] for step in gradients],
    rules=rules(),
    schedules=schedules(),
    clipping=[clipped("norm", 1.5, 1), clipped("norm", 50.0, 1), clipped("norm", 1.0, 1000), clipped("value", 0.75, 1)],
    average=average(),
    training=[
        training(torch.float32, lambda p: optim.SGD(p, lr=0.5), optimizer="SGD", settings={"learningRate": 0.5}),
        training(torch.float32, lambda p: optim.SGD(p, lr=0.2, momentum=0.9), optimizer="SGD", settings={"learningRate": 0.2, "momentum": 0.9}),
        training(torch.float64, lambda p: optim.SGD(p, lr=0.5), optimizer="SGD", settings={"learningRate": 0.5}),
        training(torch.float64, lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.1), optimizer="AdamW", settings={"learningRate": 0.05, "weightDecay": 0.1}),
    ],
)
