"""Known answers for lib/data/random.ts: the published algorithms once more, in Python's whole numbers.

    npm run reference -- randomNumbers

SplitMix64 and xoshiro128** as in the reference code of Blackman and Vigna (https://prng.di.unimi.it); the logarithm of the
polar method is e_log.c of fdlibm, which Python's floats follow operation by operation. Only the standard library is used.
"""
import json
import math
import platform
import struct

M64, M32 = (1 << 64) - 1, (1 << 32) - 1


def splitmix64(state):
    """Outputs without end, from a 64-bit state."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & M64
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M64
        yield z ^ (z >> 31)


class Xoshiro:
    def __init__(self, words):
        self.s = list(words)

    @staticmethod
    def seeded(seed):
        outputs = splitmix64(seed)
        a, b = next(outputs), next(outputs)
        return Xoshiro([a & M32, a >> 32, b & M32, b >> 32])

    def next(self):
        s = self.s
        rotl = lambda x, k: ((x << k) | (x >> (32 - k))) & M32
        result = rotl(s[1] * 5 & M32, 7) * 9 & M32
        t = s[1] << 9 & M32
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        return result

    def bits53(self):
        high = self.next() >> 11
        return (high << 32) | self.next()

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * (self.bits53() / 2**53)

    def integer(self, low, high):
        n = high - low
        while True:
            r = self.bits53()
            if r < 2**53 - 2**53 % n:
                return low + r % n

    def normal(self, mean=0.0, std=1.0):
        while True:
            v1, v2 = self.uniform(-1, 1), self.uniform(-1, 1)
            s = v1 * v1 + v2 * v2
            if 0 < s < 1:
                return mean + std * v1 * math.sqrt(-2 * log(s) / s)

    def shuffled(self, items):
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.integer(0, i + 1)
            items[i], items[j] = items[j], items[i]
        return items


def log(x):
    """fdlibm's logarithm for normal x > 0."""
    m, k = math.frexp(x)
    m, k = m * 2, k - 1
    if m > math.sqrt(2):
        m, k = m / 2, k + 1
    f = m - 1
    s = f / (2 + f)
    z = s * s
    w = z * z
    t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    h = 0.5 * f * f
    return k * 6.93147180369123816490e-01 - (h - (s * (h + t2 + t1) + k * 1.90821492927058770002e-10) - f)


def bits(value):
    """A double's 64 bits in hexadecimal: equal means equal, zeros' signs and all."""
    return struct.pack(">d", value).hex()


def draws(seed, count, draw):
    generator = Xoshiro.seeded(seed)
    return [draw(generator) for _ in range(count)]


print(json.dumps({
    "made with": {"python": platform.python_version(), "script": "tests/lib/reference/randomNumbers.py"},
    "words from 1, 2, 3, 4": (lambda g: [g.next() for _ in range(20)])(Xoshiro([1, 2, 3, 4])),
    "states": {str(seed): Xoshiro.seeded(seed).s for seed in (0, 1, 2, 42, 2**32, 2**53 - 1)},
    "uniform bits, seed 42": [bits(x) for x in draws(42, 12, lambda g: g.uniform())],
    "uniform bits from -3 to 5, seed 7": [bits(x) for x in draws(7, 12, lambda g: g.uniform(-3.0, 5.0))],
    "normal bits, seed 42": [bits(x) for x in draws(42, 40, lambda g: g.normal())],
    "normal bits of mean 100 and deviation 15, seed 3": [bits(x) for x in draws(3, 12, lambda g: g.normal(100.0, 15.0))],
    "integers from -5 to 17, seed 42": draws(42, 30, lambda g: g.integer(-5, 17)),
    "integers below 3·2^51, seed 42": draws(42, 12, lambda g: g.integer(0, 3 * 2**51)),
    "permutation of 20, seed 42": Xoshiro.seeded(42).shuffled(range(20)),
}, indent=0))
