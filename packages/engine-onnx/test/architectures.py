"""Exports networks of torchvision and timm with random weights and statistics, and writes what PyTorch answers.

    python architectures.py <folder>

For each, in the folder: <name>.onnx (and .onnx.data), and <name>.safetensors with `inputs`, `eval` (fixed statistics) and `train`
(batch norms alone in train mode). torchvision and timm from PyPI, no download of weights.
"""

import copy
import json
import sys
from functools import partial
from pathlib import Path

import timm
import torch
import torchvision
from safetensors.torch import save_file
from torch import nn

folder = Path(sys.argv[1])
SIDE, IMAGES, CLASSES = 96, 6, 10
models = torchvision.models
architectures = {
    "torchvision-resnet18": partial(models.resnet18, num_classes=CLASSES),
    "torchvision-resnet50": partial(models.resnet50, num_classes=CLASSES),
    "torchvision-mobilenet_v2": partial(models.mobilenet_v2, num_classes=CLASSES),
    "torchvision-mobilenet_v3_small": partial(models.mobilenet_v3_small, num_classes=CLASSES),
    "torchvision-densenet121": partial(models.densenet121, num_classes=CLASSES),
    "torchvision-efficientnet_b0": partial(models.efficientnet_b0, num_classes=CLASSES),
    "torchvision-shufflenet_v2": partial(models.shufflenet_v2_x0_5, num_classes=CLASSES),
    "torchvision-without-statistics": partial(
        models.resnet18, num_classes=CLASSES, norm_layer=partial(nn.BatchNorm2d, track_running_stats=False)
    ),
    "torchvision-squeezenet1_1": partial(models.squeezenet1_1, num_classes=CLASSES),
    "timm-resnet26d": partial(timm.create_model, "resnet26d", num_classes=CLASSES),
    "timm-regnety_002": partial(timm.create_model, "regnety_002", num_classes=CLASSES),
    "timm-vit_tiny": partial(timm.create_model, "vit_tiny_patch16_224", num_classes=CLASSES, img_size=SIDE),
}


@torch.no_grad()
def write(name, make):
    torch.manual_seed(1)
    model = make().eval()
    norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    images = torch.randn(IMAGES, 3, SIDE, SIDE)
    # Statistics of other images, so that they are neither those of the batch nor those of the start.
    for norm in norms:
        norm.train()
        norm.momentum = 0.5
    model(torch.randn(IMAGES, 3, SIDE, SIDE) * 1.2 + 0.1)
    model.eval()
    torch.onnx.export(
        model, (images,), folder / f"{name}.onnx", dynamo=True, optimize=False, opset_version=18,
        input_names=["images"], output_names=["logits"], dynamic_shapes=({0: torch.export.Dim("batch")},), verbose=False,
    )
    answers = {"inputs": images, "eval": model(images)}
    trained = copy.deepcopy(model)
    for module in trained.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.train()
    answers["train"] = trained(images)
    tensors = {key: tensor.contiguous() for key, tensor in answers.items()}
    save_file(tensors, folder / f"{name}.safetensors", metadata={"norms": json.dumps(len(norms))})


for name, make in architectures.items():
    write(name, make)
