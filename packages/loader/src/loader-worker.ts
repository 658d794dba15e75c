import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@batchmates/errors';
import { splitFromShared } from '@batchmates/dataset';
import { BatchRing } from './batch-ring.ts';
import { fillBatch } from './fill-batch.ts';
import { PixelCache } from './pixel-cache.ts';
import { pixelSource, UnreadableImage } from './pixel-source.ts';
import type { FailureMessage, PlanMessage, WorkerData } from './worker-messages.ts';

/** The worker thread of a loader: fills the slots of each plan it is sent. */
const { split, info, presentation, cache, worker, workers } = workerData as WorkerData;
const source = pixelSource(splitFromShared(split), info, cache && new PixelCache(cache, info.shape.channels));
const port = parentPort;
invariant(port !== null, 'loader-worker runs in a worker thread only');

port.on('message', (message: PlanMessage) => {
  const ring = new BatchRing(message.control);
  fillPlan(message, ring)
    .catch((error: unknown) => {
      port.postMessage(failure(error));
      ring.fail();
    })
    .finally(() => ring.finish());
});

async function fillPlan(message: PlanMessage, ring: BatchRing): Promise<void> {
  const { indices, occurrences, offsets, preparation, images, valuesPerSlot } = message;
  for (let batch = worker; batch < offsets.length - 1; batch += workers) {
    if (!ring.waitForSlot(batch)) return;
    const slot = ring.slotOf(batch) * valuesPerSlot;
    const target = images.subarray(slot, slot + valuesPerSlot);
    const [start, end] = [offsets[batch], offsets[batch + 1]];
    const members = {
      indices: indices.subarray(start, end),
      occurrences: occurrences.subarray(start, end),
    };
    await fillBatch(target, members, { source, presentation, preparation });
    ring.publish(batch);
  }
}

function failure(error: unknown): FailureMessage {
  if (error instanceof UnreadableImage) return { reason: error.message, image: error.index };
  return { reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
