"""What PyTorch makes of a model that this library has saved.

    npm run reference -- savedHere

savedHere.ts writes data/savedHere.safetensors; here PyTorch's own network takes every tensor of it, and answers four images.
"""
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from making.tensors import Draw, encoded, print_json

model = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 4 * 4, 5)
)
state = load_file(Path(__file__).parent / "data" / "savedHere.safetensors")
model.load_state_dict(state, strict=True)
images = Draw(20240229).uniform(4, 1, 8, 8).float()
print_json(
    "savedHere",
    images=encoded(images),
    logits=encoded(model.eval()(images)),
    batches=model[1].num_batches_tracked.item(),
    sums={key: value.double().sum().item() for key, value in model.state_dict().items()},
)
