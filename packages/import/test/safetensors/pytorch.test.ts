import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, readCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import type { Engine } from '@batchmates/engine';
import { onednnCandidate } from '@batchmates/engine-onednn';
import { tfjsCandidates } from '@batchmates/engine-tfjs';
import { runStage, temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { importSafetensors } from '../../src/index.ts';

/** `BATCHMATES_PEER_PYTHON` names a Python that has PyTorch, torchvision, timm and safetensors (PyPI). */
const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
const present = spawnSync(python, ['-c', 'import torch, torchvision, timm, safetensors']).status === 0;

const CLASSES = 10;

const engines = await Promise.all(
  [onednnCandidate, ...tfjsCandidates]
    .filter(({ name }) => name === 'onednn' || name === 'tfjs-wasm')
    .map(async (candidate) => candidate.probe()),
);

describe.skipIf(!present)('a network of PyTorch (skipped where Python lacks torchvision and timm)', () => {
  test.each([
    ['torchvision', 18],
    ['torchvision', 34],
    ['torchvision', 50],
    ['timm', 18],
    ['timm', 50],
  ] as const)('answers here as there: %s, ResNet-%i', async (library, depth) => {
    const folder = await temporaryFolder();
    execFileSync(python, [join(import.meta.dirname, 'resnet-answers.py'), library, `resnet${depth}`, folder]);
    const file = join(folder, 'answers.safetensors');
    const { tensors } = decodeSafetensors(await readFile(file), file);
    const told = (name: string) => centred(tensors.get(name)!.data);
    const { artifact } = await runStage(importSafetensors, {
      params: { file: 'net.safetensors', architecture: `resnet-${depth}`, classes: CLASSES, crop: 96 },
      directory: join(folder, 'import'),
    });
    const checkpoint = await readCheckpoint(artifact.directory);
    for (const probe of engines) {
      if (!probe.available) throw new Error(probe.reason);
      const engine = await probe.load();
      const { running, batch } = await answersOf(engine, checkpoint, tensors.get('images')!.data);
      const network = `${library} resnet${depth} on ${engine.name}`;
      expect(distance(running, told('eval')), `${network}, running statistics`).toBeLessThan(1e-4);
      expect(distance(batch, told('train')), `${network}, batch statistics`).toBeLessThan(1e-4);
    }
  });
});

/** Centred logits of a network in float32 under its running statistics, and under those of the batch. */
async function answersOf(
  engine: Engine,
  { network, state }: Checkpoint,
  images: Float32Array,
): Promise<{ readonly running: Float64Array; readonly batch: Float64Array }> {
  const program = await engine.compileInference(network, { state, precision: 'f32', threads: 2 });
  try {
    const logits = async (kind: 'running' | 'batch') =>
      centred((await program.infer(images, { kind })).map((probability) => Math.log(probability)));
    return { running: await logits('running'), batch: await logits('batch') };
  } finally {
    await program.dispose();
  }
}

/** Logits less their mean over the classes of an image: as much as probabilities tell of them. */
function centred(logits: Float32Array): Float64Array {
  return Float64Array.from(logits, (logit, place) => {
    const start = place - (place % CLASSES);
    const own = logits.subarray(start, start + CLASSES);
    return logit - own.reduce((sum, each) => sum + each, 0) / CLASSES;
  });
}

/** The largest difference, relative to the largest value. */
function distance(received: Float64Array, expected: Float64Array): number {
  const largest = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return largest(received.map((value, place) => value - expected[place]!)) / largest(expected);
}
