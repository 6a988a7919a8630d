"""Writes iris.csv from the table that scikit-learn carries.

Run once, in an environment of its own:

    python3 -m venv .venv-prepare
    .venv-prepare/bin/pip install scikit-learn==1.9.1
    .venv-prepare/bin/python datasets/iris/prepare.py
"""

import hashlib
import pathlib
import sys

import sklearn
from sklearn.datasets import load_iris

PINNED = "1.9.1"
if sklearn.__version__ != PINNED:
    sys.exit(f"Cannot prepare iris as scikit-learn must be {PINNED}: got {sklearn.__version__}")

table = load_iris()
lines = ["sepal length,sepal width,petal length,petal width,species"]
for measurements, label in zip(table.data, table.target):
    lines.append(",".join([f"{centimetres:.1f}" for centimetres in measurements] + [table.target_names[label]]))

data = ("\n".join(lines) + "\n").encode("ascii")
pathlib.Path(__file__).with_name("iris.csv").write_bytes(data)
print(len(lines) - 1, "flowers, SHA-256", hashlib.sha256(data).hexdigest())
