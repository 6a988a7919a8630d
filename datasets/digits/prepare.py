"""Writes digits.txt from the table that scikit-learn carries.

Run once, in an environment of its own:

    python3 -m venv .venv-prepare
    .venv-prepare/bin/pip install scikit-learn==1.9.1
    .venv-prepare/bin/python datasets/digits/prepare.py

One line a scan: the digit, a space, then 64 characters for the pixels, row by row from the top left.
A pixel is one character of "0123456789abcdefg": 0 is blank paper, g is 16, full ink.
"""

import hashlib
import pathlib
import sys

import sklearn
from sklearn.datasets import load_digits

PINNED = "1.9.1"
if sklearn.__version__ != PINNED:
    sys.exit(f"Cannot prepare digits as scikit-learn must be {PINNED}: got {sklearn.__version__}")

LEVELS = "0123456789abcdefg"
table = load_digits()
lines = [f"{label} {''.join(LEVELS[int(pixel)] for pixel in scan)}" for scan, label in zip(table.data, table.target)]

data = ("\n".join(lines) + "\n").encode("ascii")
pathlib.Path(__file__).with_name("digits.txt").write_bytes(data)
print(len(lines), "scans, SHA-256", hashlib.sha256(data).hexdigest())
