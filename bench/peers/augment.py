"""The peer in Python: Pillow and NumPy crop, resize, flip, colour and normalise the same images, on one thread.

Speaks the contestant protocol of bench/src/harness/child.ts.
"""

import json
import math
import resource
import sys
import time

import numpy as np
import PIL
from PIL import Image

case = json.loads(sys.argv[1])
BATCH = 50
random = np.random.default_rng(0)
side = (case["image"]["height"], case["image"]["width"])
size = (case["crop"]["width"], case["crop"]["height"])
mean, std = np.float32([0.49, 0.48, 0.45]), np.float32([0.25, 0.24, 0.26])
basis = np.float32([[0.56, -0.72, 0.41], [0.58, -0.01, -0.81], [0.59, 0.69, 0.42]]) * np.sqrt(
    np.float32([0.17, 0.014, 0.003])
)
y, x, c = np.mgrid[: side[0], : side[1], :3]
images = [
    Image.fromarray((127 + 120 * np.sin(0.11 * x + 0.07 * y + c + index)).astype(np.uint8))
    for index in range(BATCH)
]


def window():
    how = case["augmentation"]
    if how["kind"] == "scale-crop":
        scale = random.uniform(*how["scale"])
        return min(size[0] / scale, side[1]), min(size[1] / scale, side[0])
    while True:
        area = random.uniform(*how["area"]) * side[0] * side[1]
        aspect = math.exp(random.uniform(*map(math.log, how["aspect"])))
        width, height = math.sqrt(area * aspect), math.sqrt(area / aspect)
        if width <= side[1] and height <= side[0]:
            return width, height


def augment(image):
    width, height = window()
    left, top = random.uniform(0, side[1] - width), random.uniform(0, side[0] - height)
    small = image.resize(size, Image.BILINEAR, box=(left, top, left + width, top + height))
    if random.random() < 0.5:
        small = small.transpose(Image.FLIP_LEFT_RIGHT)
    shift = basis @ random.normal(0, 0.1, 3).astype(np.float32)
    return np.asarray(small, np.float32) * (1 / 255 / std) + (shift - mean) / std


def play(milliseconds):
    start, items, total = time.perf_counter(), 0, 0.0
    while True:
        total += sum(float(augment(image)[0, 0, 0]) for image in images)
        items += BATCH
        if (time.perf_counter() - start) * 1000 >= milliseconds:
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            return {"items": items, "seconds": seconds, "peakMegabytes": peak}


play(200)
print(json.dumps({"ready": {"pillow": PIL.__version__, "numpy": np.__version__}}), flush=True)
for line in sys.stdin:
    print(json.dumps(play(json.loads(line)["milliseconds"])), flush=True)
