import type { Precision } from '@batchmates/engine';
import type { EngineStep } from '../bodies/engine-step.ts';
import type { FloorOptions } from '../bodies/convolution-floor.ts';
import type { Contestant } from '../harness/contestant.ts';
import { fileURLToPath } from 'node:url';
import type { StepCase } from './cases.ts';
import { peerPython } from './peer-python.ts';

/** A contestant of a training step: what it runs, in which precision, on how many threads. */
export interface StepContestant extends Contestant {
  readonly engine: EngineStep['engine'] | 'pytorch' | 'pytorch-cuda' | 'floor';
  readonly precision: Precision;
  readonly threads: number;
}

/** The contestants of a case: our engines, PyTorch on CPU and graphics card, and for each row of oneDNN its convolutions alone (the floor). */
export function contestantsOf(
  stepCase: StepCase,
  threadCounts: readonly number[],
): readonly StepContestant[] {
  const settings = threadCounts.flatMap((threads) =>
    (['f32', 'bf16'] as const).map((precision) => ({ precision, threads })),
  );
  const most = Math.max(...threadCounts);
  return [
    ...settings.flatMap((setting) => [onednn(stepCase, setting), pytorch(stepCase, setting)]),
    ...(stepCase.mode === 'train' ? settings.map((setting) => floor(stepCase, setting)) : []),
    ...(stepCase.mode === 'infer' ? threadCounts.map((threads) => onnxruntime(stepCase, threads)) : []),
    ...TFJS.map((engine) => tfjs(engine, stepCase, { precision: 'f32', threads: most })),
    ...(['f32', 'bf16'] as const).map((precision) =>
      pytorch(stepCase, { precision, threads: most }, 'pytorch-cuda'),
    ),
  ];
}

const TFJS = ['tfjs', 'tfjs-node-gpu', 'tfjs-node', 'tfjs-wasm'] as const;

interface Setting {
  readonly precision: Precision;
  readonly threads: number;
}

function onednn({ name }: StepCase, setting: Setting): StepContestant {
  return body('onednn', setting, 'engine-step', {
    case: name,
    engine: 'onednn',
    ...setting,
  } satisfies EngineStep);
}

/** It cannot train. */
function onnxruntime({ name }: StepCase, threads: number): StepContestant {
  const setting = { precision: 'f32', threads } as const;
  return body('onnxruntime', setting, 'engine-step', {
    case: name,
    engine: 'onnxruntime',
    ...setting,
  } satisfies EngineStep);
}

function tfjs(engine: (typeof TFJS)[number], { name }: StepCase, setting: Setting): StepContestant {
  return body(engine, setting, 'engine-step', {
    case: name,
    engine,
    ...setting,
  } satisfies EngineStep);
}

function floor({ name }: StepCase, setting: Setting): StepContestant {
  return body('floor', setting, 'convolution-floor', { case: name, ...setting } satisfies FloorOptions);
}

/** PyTorch at a case, on the CPU or on a graphics card of NVIDIA. */
export function pytorch(
  { network, batchSize, mode }: StepCase,
  setting: Setting,
  engine: 'pytorch' | 'pytorch-cuda' = 'pytorch',
): StepContestant {
  const device = engine === 'pytorch' ? 'cpu' : 'cuda';
  return {
    ...named(engine, setting),
    launch: {
      kind: 'command',
      program: peerPython(),
      arguments: [peerScript, JSON.stringify({ network, batchSize, mode, device, ...setting })],
    },
  };
}

const peerScript = fileURLToPath(new URL('../../peers/pytorch_step.py', import.meta.url));

function body(
  engine: StepContestant['engine'],
  setting: Setting,
  module: string,
  options: object,
): StepContestant {
  const url = new URL(`../bodies/${module}.ts`, import.meta.url);
  return { ...named(engine, setting), launch: { kind: 'node', module: url, options } };
}

function named(engine: StepContestant['engine'], { precision, threads }: Setting) {
  return {
    name: `${engine} ${precision}, ${threads} thread${threads > 1 ? 's' : ''}`,
    engine,
    precision,
    threads,
  };
}
