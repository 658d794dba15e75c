"""PyTorch as a peer: the same network, batch and optimizer as our engines, spoken to over the contestant protocol
(see bench/src/harness/child.ts). One argument: JSON with `network`, `batchSize`, `mode`, `precision`, `threads`, `device` (`cpu` or `cuda`, there without TF32).
Channels-last throughout; bf16 is autocast with float32 parameters."""

import json
import resource
import sys
import time

options = json.loads(sys.argv[1])

import torch  # noqa: E402
import torch.nn as nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(options["threads"])
torch.manual_seed(0)
device = options["device"]
# As float32 as ours.
torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
network, batch_size = options["network"], options["batchSize"]


class Net(nn.Module):
    """Runs our layer list as it stands."""

    def __init__(self, network):
        super().__init__()
        self.layers = network["layers"]
        self.modules_by_name = nn.ModuleDict()
        channels = {"images": network["input"]["channels"]}
        for layer in self.layers:
            name, kind = layer["name"], layer["kind"]
            source = channels[layer["inputs"][0] if kind == "add" else layer["input"]]
            channels[name] = source
            if kind == "conv":
                channels[name] = layer["channels"]
                module = nn.Conv2d(
                    source, layer["channels"], layer["size"], layer["stride"], layer["padding"], bias=False
                )
            elif kind == "batchNorm":
                module = nn.BatchNorm2d(source, layer["epsilon"], layer["momentum"])
            elif kind == "dense":
                channels[name] = layer["units"]
                module = nn.Linear(source, layer["units"])
            else:
                if kind == "padChannels":
                    channels[name] = layer["channels"]
                continue
            self.modules_by_name[name.replace(".", "/")] = module

    def forward(self, images):
        values = {"images": images}
        for layer in self.layers:
            name, kind = layer["name"], layer["kind"]
            x = values[layer["inputs"][0] if kind == "add" else layer["input"]]
            if kind == "relu":
                x = F.relu(x)
            elif kind == "add":
                x = x + values[layer["inputs"][1]]
            elif kind == "maxPool":
                x = F.max_pool2d(x, layer["size"], layer["stride"], layer["padding"])
            elif kind == "globalAveragePool":
                x = x.mean((2, 3))
            elif kind == "padChannels":
                x = F.pad(x, (0, 0, 0, 0, 0, layer["channels"] - x.shape[1]))
            else:
                x = self.modules_by_name[name.replace(".", "/")](x)
            values[name] = x
        return x


model = Net(network).to(device, memory_format=torch.channels_last).train()
decays = [p for p in model.parameters() if p.dim() > 1]
steady = [p for p in model.parameters() if p.dim() == 1]
optimizer = torch.optim.SGD(
    [{"params": decays, "weight_decay": 1e-4}, {"params": steady, "weight_decay": 0}], lr=0.01, momentum=0.9
)
shape = network["input"]
images = torch.randn(batch_size, shape["channels"], shape["height"], shape["width"])
images = images.to(device, memory_format=torch.channels_last)
labels = (torch.arange(batch_size) % network["classes"]).to(device)
autocast = options["precision"] == "bf16"


def train():
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast(device, dtype=torch.bfloat16, enabled=autocast):
        logits = model(images)
    loss = F.cross_entropy(logits.float(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def infer():
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16, enabled=autocast):
        return model(images).float().softmax(1).sum().item()


work = train if options["mode"] == "train" else infer


def measure(milliseconds):
    start = time.perf_counter()
    items = 0
    while True:
        work()
        items += batch_size
        seconds = time.perf_counter() - start
        if seconds * 1000 >= milliseconds:
            return {"items": items, "seconds": seconds}


def say(message):
    print(json.dumps(message), flush=True)


measure(0)
measure(200)
say({"ready": {"torch": torch.__version__, "threads": torch.get_num_threads()}})
for line in sys.stdin:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say({**measure(json.loads(line)["milliseconds"]), "peakMegabytes": peak, "findings": {}})
