"""A GPT-2 of two layers, made by Hugging Face transformers with random weights, and its logits.

    npm run reference -- gpt2

data/gpt2.safetensors is the file that save_pretrained writes: keys as in GPT-2's published weights, matrices of linear layers
with the inputs as rows (transformers' Conv1D), and no lm_head, which is the table of token embeddings once more.
"""
import shutil
import tempfile
from pathlib import Path

import torch
import transformers
from transformers import GPT2Config, GPT2LMHeadModel

from making.tensors import Draw, encoded, print_json

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
draw = Draw(20190214)
shape = {"n_layer": 2, "n_head": 2, "n_embd": 32, "vocab_size": 97, "n_positions": 24}
model = GPT2LMHeadModel(GPT2Config(**shape, attn_implementation="eager", bos_token_id=0, eos_token_id=0)).eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        numbers = draw.uniform(*parameter.shape, low=-1, high=1).float() / 3
        parameter.copy_(1 + numbers if name.endswith(("ln_1.weight", "ln_2.weight", "ln_f.weight")) else numbers)

with tempfile.TemporaryDirectory() as folder:
    model.save_pretrained(folder)
    shutil.copy(Path(folder) / "model.safetensors", Path(__file__).parent / "data" / "gpt2.safetensors")

tokens = draw.integers(2, 12, below=97)
with torch.no_grad():
    logits = model(tokens).logits
    double = model.double()(tokens).logits
print_json(
    "gpt2",
    transformers=transformers.__version__,
    config=shape,
    tokens=encoded(tokens),
    logits=encoded(logits),
    double=encoded(double),
)
