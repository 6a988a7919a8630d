"""PyTorch's side of the engine benchmark: `python pytorch.py CASE THREADS FILE`, one process for one case.

It prints the losses of the first ten steps, then for every line of seconds on its standard input the median time
of as many steps as fit. A matrix product stands for a step too; its "losses" are ten of its elements."""

import json
import sys
import time

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

case, threads, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(threads)
torch.set_num_interop_threads(1)
arrays = load_file(file)
batches = []
while f"x{len(batches)}" in arrays:
    x, y = arrays.pop(f"x{len(batches)}"), arrays.pop(f"y{len(batches)}")
    batches.append((x, y.long() if y.dtype == torch.int32 else y))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 64)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.head(outputs[-1])


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.empty(192, 64))
        self.in_proj_bias = nn.Parameter(torch.empty(192))
        self.out_proj = nn.Linear(64, 64)

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = F.linear(x, self.in_proj_weight, self.in_proj_bias).view(b, t, 3, 4, 16).permute(2, 0, 3, 1, 4).unbind(0)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out_proj(mixed.transpose(1, 2).reshape(b, t, 64))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(64)
        self.self_attn = Attention()
        self.norm2 = nn.LayerNorm(64)
        self.linear1 = nn.Linear(64, 256)
        self.linear2 = nn.Linear(256, 64)

    def forward(self, x):
        x = x + self.self_attn(self.norm1(x))
        return x + self.linear2(F.gelu(self.linear1(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Embedding(65, 64)
        self.position = nn.Embedding(64, 64)
        self.blocks = nn.Sequential(Block(), Block())
        self.norm = nn.LayerNorm(64)
        self.head = nn.Linear(64, 65)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.token(x) + self.position.weight)))


def model():
    if case == "M1":
        return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    if case == "M2":
        return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    if case == "M3":
        first = [nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        second = [nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        return nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(784, 10))
    return Recurrent() if case == "M4" else Gpt()


def optimizer(parameters, **options):
    if case in ("M1", "M3"):
        return torch.optim.SGD(parameters, lr=0.1, **options)
    kind = torch.optim.AdamW if case == "M5" else torch.optim.Adam
    return kind(parameters, lr=1e-3, **options)


def training(fused):
    net = model()
    net.load_state_dict(arrays)
    descend = optimizer(net.parameters(), fused=fused)
    count = 0

    def step():
        nonlocal count
        x, y = batches[count % len(batches)]
        count += 1
        descend.zero_grad()
        logits = net(x)
        loss = F.cross_entropy(logits.view(-1, 65), y.view(-1)) if case == "M5" else F.cross_entropy(logits, y)
        loss.backward()
        descend.step()
        return loss.item()

    return step


def product():
    a, b = batches[0]
    n = len(a)

    def step():
        return torch.matmul(a, b)

    c = step()
    return step, [c[i * n // 10, (i * 7 + 3) % n].item() for i in range(10)]


def timed(step, seconds):
    times = []
    last = None
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end or not times:
        last = step()
        times.append((time.perf_counter() - start) * 1000)
    return times, last


def median(times):
    return sorted(times)[len(times) // 2]


def say(**fields):
    print(json.dumps(fields), flush=True)


notes = f"torch {torch.__version__}"
if case.startswith("matmul"):
    step, losses = product()
else:
    # Fused optimizers save an overhead that small models feel, and with two threads they can cost one: the faster is used.
    steps = {fused: training(fused) for fused in (False, True)}
    turns = {fused: [] for fused in steps}
    for turn in range(4):
        for fused, step in steps.items():
            turns[fused].append(median(timed(step, 0.25)[0]))
    medians = {fused: min(of_turns[1:]) for fused, of_turns in turns.items()}
    fastest = min(medians, key=medians.get)
    notes += f", optimizer fused={fastest} (default {medians[False]:.3g} ms, fused {medians[True]:.3g} ms)"
    step = training(fastest)
    losses = [step() for _ in range(10)]
say(losses=losses, notes=notes)
for line in sys.stdin:
    times, last = timed(step, float(line))
    say(median=median(times), steps=len(times), last=last if isinstance(last, float) else None)
