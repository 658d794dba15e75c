"""The peer in Python: Pillow decodes, scales and encodes the same photographs, on as many threads as there are cores.

Speaks the contestant protocol of bench/src/harness/child.ts.
"""

import io
import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import PIL
from PIL import Image, ImageOps

case = json.loads(sys.argv[1])
size = case["size"]


def files(folder, per_class):
    wnids = sorted(name for name in os.listdir(folder) if not name.endswith(".tar"))[: case["classes"]]
    for wnid in wnids:
        for name in sorted(os.listdir(os.path.join(folder, wnid)))[:per_class]:
            yield os.path.join(folder, wnid, name)


paths = [*files(case["train"], case["trainPerClass"]), *files(case["validation"], case["testPerClass"])]


def ingest(path):
    with Image.open(path) as image:
        scale = size / min(image.size)
        target = (round(image.width * scale), round(image.height * scale))
        image.draft("RGB", target)
        image = image.convert("RGB")
        if case["store"] == "raw":
            return len(ImageOps.fit(image, (size, size), Image.LANCZOS).tobytes())
        output = io.BytesIO()
        image.resize(target, Image.LANCZOS).save(output, "JPEG", quality=90)
        return len(output.getvalue())


pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)))


def play(milliseconds):
    start, items = time.perf_counter(), 0
    while True:
        items += sum(size > 0 for size in pool.map(ingest, paths))
        if (time.perf_counter() - start) * 1000 >= milliseconds:
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            return {"items": items, "seconds": seconds, "peakMegabytes": peak}


play(200)
print(json.dumps({"ready": {"pillow": PIL.__version__}}), flush=True)
for line in sys.stdin:
    print(json.dumps(play(json.loads(line)["milliseconds"])), flush=True)
