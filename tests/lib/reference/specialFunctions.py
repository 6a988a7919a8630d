"""Reference numbers for lib/plain/trigonometry.ts and lib/plain/errorFunction.ts, by mpmath at 50 digits.

    npm run reference -- specialFunctions

Written numbers are Python's repr: reading them gives the same double back.
"""
import json
import platform
import random as chance
import sys

import mpmath

mpmath.mp.dps = 50  # differences from multiples of π/2 stay exact: mpmath adds digits for large angles by itself
chance.seed(5)


def sign():
    return chance.choice([-1, 1])


def angles():
    small = [chance.uniform(-0.8, 0.8) for _ in range(20)] + [chance.uniform(-50, 50) for _ in range(40)]
    large = [chance.uniform(-1e6, 1e6) for _ in range(20)] + [sign() * 10 ** chance.uniform(6, 308) for _ in range(30)]
    quarters = [float(k * mpmath.pi / 2) for k in [1, 2, 3, 5, 100, 12345, 636619]]  # the rest is tiny there
    hardest = 6381956970095103.0 * 2.0**797  # the double that comes nearest to a multiple of π/2
    return small + large + quarters + [hardest, 1e-300, 5e-324, 0.7853981633974483, 0.7853981633974484, 1e22]


def errors():
    edges = [0.84374, 0.84376, 1.2499, 1.2501, 2.857, 2.8572, -1e-10, 1e-300]
    return [chance.uniform(-6.2, 6.2) for _ in range(80)] + edges


def table(function, points):
    return [[x, float(function(mpmath.mpf(x)))] for x in points]


at = angles()
json.dump(
    {
        "made with": {
            "python": platform.python_version(),
            "mpmath": mpmath.__version__,
            "script": "tests/lib/reference/specialFunctions.py",
        },
        "sin": table(mpmath.sin, at),
        "cos": table(mpmath.cos, at),
        "erf": table(mpmath.erf, errors()),
    },
    sys.stdout,
    indent=0,
)
