"""What docs/audit.md assumes before its snippet `export.py`: a model and a data set. The snippet follows, then `check()`.

    python audit-export.py <snippet>    (in the folder where files are to be written)
"""

import sys
from pathlib import Path

import torch
import torchvision
from PIL import Image
from torchvision import transforms

torch.manual_seed(3)
for index in range(23):
    folder = Path("images/val", f"class {index % 5}")
    folder.mkdir(parents=True, exist_ok=True)
    pixels = torch.randint(0, 256, (40, 40, 3), dtype=torch.uint8).numpy()
    Image.fromarray(pixels).save(folder / f"{index:03}.png")

dataset = torchvision.datasets.ImageFolder(
    "images/val",
    transforms.Compose([transforms.CenterCrop(32), transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.25] * 3)]),
)
model = torchvision.models.resnet18(num_classes=5)
model.fc = torch.nn.Sequential(torch.nn.Dropout(0.5), model.fc)
for module in model.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        torch.nn.init.normal_(module.running_mean, 0, 0.1)
        module.running_var.uniform_(0.5, 2)
before = {name: value.clone() for name, value in model.state_dict().items()}
training = model.training

exec(Path(sys.argv[1]).read_text())

assert model.training == training
assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
