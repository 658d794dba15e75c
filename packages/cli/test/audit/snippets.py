"""What docs/audit.md assumes before its snippets `plan.py` and `predictions.py`: a model, a data set and a loader. The snippets follow.

    python snippets.py <plan.py> <predictions.py>    (in the folder where files are to be written)
"""

import sys
from pathlib import Path

import torch


class Images(torch.utils.data.Dataset):
    """Like those of torchvision: pairs of image and label, and `targets`."""

    def __init__(self, images, targets):
        self.images, self.targets = images, targets

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, index):
        return self.images[index], self.targets[index]


class Balanced(torch.utils.data.Sampler):
    """One image of each of four classes in every batch."""

    def __iter__(self):
        groups = [torch.randperm(15) * 4 + label for label in range(4)]
        yield from ([int(group[batch]) for group in groups] for batch in range(15))

    def __len__(self):
        return 15


torch.manual_seed(3)
dataset = Images(torch.randn(60, 3, 8, 8), [index % 4 for index in range(60)])
loader = torch.utils.data.DataLoader(dataset, batch_sampler=Balanced())
model = torch.nn.Sequential(
    torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.Dropout(0.5), torch.nn.Flatten(), torch.nn.Linear(288, 4)
)
before = {name: value.clone() for name, value in model.state_dict().items()}

for file in sys.argv[1:]:
    exec(Path(file).read_text())

assert model.training
assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
