"""A small convolutional network as PyTorch saves it, with what it answers.

    npm run reference -- checkpoint

data/checkpoint.safetensors is the state dict in the order of PyTorch, written by the safetensors package; the JSON has four
images and the answers in single precision, in evaluation (logits) and in training (training, and the state afterwards).
"""
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from making.tensors import Draw, encoded, print_json, table

draw = Draw(20221122)
model = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 4 * 4, 5)
)
state = {}
for key, value in model.state_dict().items():
    if not value.is_floating_point():
        state[key] = torch.tensor(17)
    else:
        numbers = draw.uniform(*value.shape, low=0.5 if key.endswith("running_var") else -1, high=1)
        state[key] = (numbers / 3).float()  # thirds, so that all digits of a float are in use
model.load_state_dict(state)
save_file(model.state_dict(), Path(__file__).parent / "data" / "checkpoint.safetensors")

images = draw.uniform(4, 1, 8, 8).float()
logits = model.eval()(images)
training = model.train()(images)
print_json(
    "checkpoint",
    images=encoded(images),
    logits=encoded(logits),
    training=encoded(training),
    stateAfter={key: value for key, value in table(model.state_dict()).items() if key.startswith("1.")},
)
