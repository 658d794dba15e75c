import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { BatchRing } from '../src/batch-ring.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

async function settled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), soon().then(() => false)]);
}

test('batch b lies in slot b modulo the slots, for both sides', () => {
  const ring = new BatchRing(3);
  expect([0, 1, 2, 3, 7].map((batch) => ring.slotOf(batch))).toEqual([0, 1, 2, 0, 1]);
  expect(new BatchRing(ring.control).slots).toBe(3);
});

test('there is room for as many batches as slots, and for more as they are released', () => {
  const ring = new BatchRing(2);
  expect([ring.waitForSlot(0), ring.waitForSlot(1)]).toEqual([true, true]);
  ring.release(1);
  expect(ring.waitForSlot(2)).toBe(true);
});

test('a batch is waited for until it is published', async () => {
  const ring = new BatchRing(2);
  const [first, third] = [ring.waitForBatch(0), ring.waitForBatch(2)];
  ring.publish(0);
  expect(await first).toBe(true);
  expect(await settled(third)).toBe(false);
  ring.publish(2);
  expect(await third).toBe(true);
});

test('each slot is told of its own batch, and no other', async () => {
  const ring = new BatchRing(3);
  const waiting = [0, 1, 2].map((batch) => ring.waitForBatch(batch));
  ring.publish(1);
  expect(await waiting[1]).toBe(true);
  expect(await settled(Promise.race([waiting[0], waiting[2]]))).toBe(false);
  ring.publish(2);
  expect(await waiting[2]).toBe(true);
  ring.publish(0);
  expect(await waiting[0]).toBe(true);
  // Nobody has left, and nobody has stopped.
  expect(ring.waitForSlot(2)).toBe(true);
  expect(await settled(ring.cancel(1))).toBe(false);
});

test('a failure is seen by whoever waits, whichever batch', async () => {
  const ring = new BatchRing(3);
  const waiting = [0, 1, 2].map((batch) => ring.waitForBatch(batch));
  ring.fail();
  expect(await Promise.all(waiting)).toEqual([false, false, false]);
  expect(ring.waitForSlot(0)).toBe(false);
});

test('to cancel waits until all workers have stopped, and leaves them no room', async () => {
  const ring = new BatchRing(2);
  const cancelled = ring.cancel(2);
  expect(ring.waitForSlot(0)).toBe(false);
  ring.finish();
  expect(await settled(cancelled)).toBe(false);
  ring.finish();
  expect(await settled(cancelled)).toBe(true);
});

test.each([
  ['released', async (ring: BatchRing) => ring.release(1), true],
  ['failed', async (ring: BatchRing) => ring.fail(), false],
  ['cancelled', async (ring: BatchRing) => ring.cancel(0), false],
])('a worker that waits for room wakes when its ring is %s', async (_, act, room) => {
  const ring = new BatchRing(1);
  const module = JSON.stringify(new URL('../src/batch-ring.ts', import.meta.url).href);
  const script = `
    const { parentPort, workerData } = require('node:worker_threads');
    import('tsx/esm/api').then(async ({ register }) => {
      register();
      const { BatchRing } = await import(${module});
      parentPort.postMessage('waits');
      parentPort.postMessage(new BatchRing(workerData).waitForSlot(1));
    });`;
  const worker = new Worker(script, { eval: true, workerData: ring.control });
  const messages: unknown[] = [];
  const next = () => new Promise((resolve) => worker.once('message', resolve));
  messages.push(await next());
  await soon();
  const answer = next();
  await act(ring);
  messages.push(await answer);
  await worker.terminate();
  expect(messages).toEqual(['waits', room]);
});
