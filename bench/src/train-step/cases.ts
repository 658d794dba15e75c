import type { Precision } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { createNetwork } from '@batchmates/model-zoo';
import type { Network } from '@batchmates/network';

/** One thing to measure: a batch through a network of the paper's. */
export interface StepCase {
  readonly name: string;
  readonly network: Network;
  readonly batchSize: number;
  /** A training step, or inference with batch statistics. */
  readonly mode: 'train' | 'infer';
}

const cifar = { input: { height: 36, width: 36, channels: 3 }, classes: 10 };

/** The four cases of `npm run bench -- train-step`. */
export const cifarCases: readonly StepCase[] = [
  cifarStep('resnet20-w64', 'cifar-resnet-20', 64, 'train'),
  cifarStep('resnet20-w16', 'cifar-resnet-20', 16, 'train'),
  cifarStep('resnet44-w64', 'cifar-resnet-44', 64, 'train'),
  cifarStep('resnet20-w64-infer', 'cifar-resnet-20', 64, 'infer'),
];

/** Table 4's network at the paper's full size, one image of each class a batch; run when named, for they are slow. */
const imagenetCases: readonly StepCase[] = [10, 50, 100].map((classes) => ({
  name: `resnet34-w96-${classes}`,
  network: createNetwork('imagenet-resnet-34', {
    input: { height: 224, width: 224, channels: 3 },
    classes,
    width: 96,
  }),
  batchSize: classes,
  mode: 'train',
}));

/** The network people bring most often, at its usual size. */
const imported: StepCase = {
  name: 'resnet18-infer',
  network: createNetwork('resnet-18', { input: { height: 224, width: 224, channels: 3 }, classes: 1000 }),
  batchSize: 10,
  mode: 'infer',
};

const stepCases: readonly StepCase[] = [...cifarCases, ...imagenetCases, imported];

/** Throws a `UserError` that lists the cases. */
export function stepCaseNamed(name: string): StepCase {
  return named('case', name, new Map(stepCases.map((stepCase) => [stepCase.name, stepCase])));
}

/** Throws a `UserError` for anything but `f32` and `bf16`. */
export function precisionNamed(name: string): Precision {
  return named('precision', name, new Map((['f32', 'bf16'] as const).map((each) => [each, each])));
}

/** The number above 0 that an option holds; throws a `UserError` for anything else. */
export function countOf(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UserError({
    code: 'bench/option',
    what: `option --${option}`,
    expected: 'a whole number above 0',
    received: text,
  });
}

function named<Value>(what: string, name: string, values: ReadonlyMap<string, Value>): Value {
  const value = values.get(name);
  if (value !== undefined) return value;
  const expected = `one of ${[...values.keys()].join(', ')}`;
  throw new UserError({ code: `bench/${what}`, what: `${what} "${name}"`, expected });
}

function cifarStep(name: string, network: string, width: number, mode: StepCase['mode']): StepCase {
  return { name, network: createNetwork(network, { ...cifar, width }), batchSize: 10, mode };
}
