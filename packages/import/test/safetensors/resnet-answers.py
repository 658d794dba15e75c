"""Writes a randomly initialised ResNet of torchvision or timm, images, and what it answers, as safetensors files.

    python resnet-answers.py <torchvision|timm> <resnet18|resnet34|resnet50> <folder>

`net.safetensors` is the state dict in float32; `answers.safetensors` has `images` [batch, height, width, channels] in float32, and logits
[batch, classes] under running (`eval`) and batch statistics (`train`), computed in float64.
"""

import sys

import torch
from safetensors.torch import save_file

library, name, folder = sys.argv[1:]
torch.manual_seed(1)
if library == "timm":
    import timm

    net = timm.create_model(name, num_classes=10)
else:
    import torchvision

    net = torchvision.models.get_model(name, num_classes=10)

norms = [module for module in net.modules() if isinstance(module, torch.nn.BatchNorm2d)]
for norm in norms:
    torch.nn.init.normal_(norm.weight, 1, 0.1)
    torch.nn.init.normal_(norm.bias, 0, 0.1)
    torch.nn.init.normal_(norm.running_mean, 0, 0.1)
    norm.running_var.uniform_(0.5, 2)

images = torch.randn(8, 3, 96, 96)
answers = {"images": images.permute(0, 2, 3, 1).contiguous()}
save_file({key: value.contiguous() for key, value in net.state_dict().items()}, f"{folder}/net.safetensors")
for norm in norms:
    # Running statistics stay as they are.
    norm.momentum = 0.0
with torch.no_grad():
    net, images = net.double(), images.double()
    answers["eval"] = net.eval()(images).float()
    answers["train"] = net.train()(images).float()
save_file(answers, f"{folder}/answers.safetensors")
