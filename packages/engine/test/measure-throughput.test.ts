import { expect, test } from 'vitest';
import { measureThroughput, type Engine, type Program } from '../src/index.ts';

/** An engine whose every image takes a given time and whose programs are counted. */
function timedEngine(millisecondsPerImage: number) {
  const batches: number[] = [];
  let open = 0;
  const pass = async (images: Float32Array) => {
    const count = images.length / (36 * 36 * 64);
    const until = performance.now() + count * millisecondsPerImage;
    while (performance.now() < until);
  };
  const engine: Engine = {
    name: 'timed',
    description: 'takes its time',
    precisions: ['f32'],
    compile: async (network, { batchSize, precision, threads }): Promise<Program> => {
      batches.push(batchSize);
      open++;
      return {
        network,
        precision,
        threads,
        trainStep: async (images) => {
          await pass(images);
          return { loss: 0, logits: new Float32Array() };
        },
        infer: async (images) => {
          await pass(images);
          return new Float32Array();
        },
        moments: async () => new Map(),
        readState: async () => new Map(),
        writeState: async () => undefined,
        dispose: async () => {
          open--;
        },
      };
    },
  };
  return { engine, batches, open: () => open };
}

const options = { precision: 'f32', threads: 1, milliseconds: 20 } as const;
/** Two 3x3 convolutions, 64 to 64 channels, at 36x36. */
const gigaflops = (2 * 2 * 9 * 64 * 64 * 36 * 36) / 1e9;

test('measures ten images at once and disposes of its programs', async () => {
  const { engine, batches, open } = timedEngine(2);
  const { training, inference } = await measureThroughput(engine, options);
  expect(batches).toEqual([1, 10]);
  expect(open()).toBe(0);
  // No pass can be faster than its time; a busy machine may make it slower.
  const fastest = gigaflops / 2e-3;
  expect(inference).toBeLessThan(fastest * 1.01);
  expect(inference).toBeGreaterThan(fastest / 20);
  expect(training).toBeLessThan(2.5 * fastest * 1.01);
  expect(training).toBeGreaterThan((2.5 * fastest) / 20);
});

test('is content with one image on a slow engine', async () => {
  const { engine, batches } = timedEngine(300);
  await measureThroughput(engine, options);
  expect(batches).toEqual([1]);
});
