"""The two cases of scalar.bench.ts in Python's micrograd: prints {"demo": microseconds, "mlp-step": milliseconds, "g": …}."""
import json
import random
import sys
import time

from micrograd.engine import Value
from micrograd.nn import MLP

sys.setrecursionlimit(100_000)


def demo():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    f = (c - d) ** 2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    return g


chance = random.Random(1)
net = MLP(2, [16, 16, 1])
points = [[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(100)]
classes = [1 if x * y > 0 else -1 for x, y in points]


def step():
    scores = [net([Value(x) for x in point]) for point in points]
    losses = [(1 + -label * score).relu() for label, score in zip(classes, scores)]
    loss = sum(losses) * (1 / len(losses))
    net.zero_grad()
    loss.backward()
    for parameter in net.parameters():
        parameter.data -= 0.01 * parameter.grad


def seconds(run, rounds, repeats):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        best = min(best, (time.perf_counter() - start) / repeats)
    return best


print(json.dumps({"g": demo().data, "demo": seconds(demo, 7, 2000) * 1e6, "mlp-step": seconds(step, 5, 1) * 1e3}))
