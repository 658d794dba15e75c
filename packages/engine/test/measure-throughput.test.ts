import { expect, test } from 'vitest';
import { measureThroughput, type TrainingEngine, type InferenceProgram } from '../src/index.ts';

/** An engine whose every image takes a given time and whose programs are counted. */
function timedEngine(millisecondsPerImage: number) {
  const batches: number[] = [];
  let opened = 0;
  const pass = async (images: Float32Array) => {
    const count = images.length / (36 * 36 * 64);
    const until = performance.now() + count * millisecondsPerImage;
    while (performance.now() < until);
  };
  const open = (setting: Pick<InferenceProgram, 'precision' | 'threads'>): InferenceProgram => {
    opened++;
    return {
      ...setting,
      infer: async (images) => {
        await pass(images);
        return new Float32Array();
      },
      moments: async () => new Map(),
      dispose: async () => {
        opened--;
      },
    };
  };
  const engine: TrainingEngine = {
    name: 'timed',
    description: 'takes its time',
    precisions: ['f32'],
    compileInference: async (_, { precision, threads }) => open({ precision, threads }),
    compileTraining: async (_, { batchSize, precision, threads }) => {
      batches.push(batchSize);
      return {
        ...open({ precision, threads }),
        trainStep: async (images) => {
          await pass(images);
          return { loss: 0, logits: new Float32Array() };
        },
        readState: async () => new Map(),
        writeState: async () => undefined,
      };
    },
  };
  return { engine, batches, open: () => opened };
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

test('measures inference alone on an engine that cannot train', async () => {
  const { engine } = timedEngine(1);
  const { compileTraining: _, ...inferenceOnly } = engine;
  const { training, inference } = await measureThroughput(inferenceOnly, options);
  expect(training).toBeUndefined();
  expect(inference).toBeGreaterThan(0);
});

test('is content with one image on a slow engine', async () => {
  const { engine, batches } = timedEngine(300);
  await measureThroughput(engine, options);
  expect(batches).toEqual([1]);
});
