import { augmentationSchema } from '@batchmates/augmentation';
import { freezeBatchNormSchema, optimizerSchema, threadsSchema } from '@batchmates/engine';
import { isNetworkName, networkNames, normSchema } from '@batchmates/model-zoo';
import { choiceSchema } from '@batchmates/stage';
import { z } from 'zod';
import { curveEpochsSchema } from './curve-epochs.ts';
import { scheduleSchema } from './schedule.ts';

const count = z.number().int().positive();

/** Params of `trainer/train`, described one by one in `docs/training.md`. */
export const trainParams = z.strictObject({
  network: z
    .string()
    .refine(isNetworkName, {
      error: `expected one of ${networkNames.join(', ')}, or any cifar-resnet-(6n+2)`,
    })
    .describe('what is trained, e.g. cifar-resnet-20, imagenet-resnet-34'),
  width: count
    .optional()
    .describe("channels of the first stage; absent: the paper's (64, on ImageNet 96), of resnet-* 64"),
  shortcut: z
    .enum(['pad', 'projection'])
    .optional()
    .describe("shortcut where channels grow; absent: He et al.'s (pad on CIFAR, projection elsewhere)"),
  norm: normSchema
    .prefault('batch')
    .describe('normalisation after every convolution: batch, group, or either with its options'),
  crop: count
    .optional()
    .describe('side of the window seen of a stored image, pixels; absent: 36 of 40, 224 of 256, and alike'),
  resolution: count.optional().describe("side of the network's input, pixels; absent: the crop's"),
  batching: choiceSchema
    .prefault('standard')
    .describe('batching strategy or ./my-strategy.ts; with options { kind: balanced, samplesPerClass: 2 }'),
  batchSize: count.optional().describe('images per batch; absent: one per class'),
  stepsPerEpoch: z
    .enum(['batching', 'standard'])
    .default('batching')
    .describe(
      'steps of an epoch: as many as batching makes, or as standard batching would (images / batchSize)',
    ),
  epochs: count.describe('passes over the training split'),
  optimizer: optimizerSchema.prefault({ kind: 'sgd' }),
  optimizerState: z
    .enum(['fresh', 'kept'])
    .optional()
    .describe(
      'with an input checkpoint: whether momentum and the like start anew or go on from it; absent: fresh',
    ),
  freezeBatchNorm: freezeBatchNormSchema
    .optional()
    .describe(
      'with an input checkpoint: what of its batch norms stays as it is: the running statistics, by which training then normalises, or all: scale and shift too; absent: nothing',
    ),
  learningRate: z.number().positive().default(0.02).describe('peak learning rate, which the schedule varies'),
  schedule: scheduleSchema.prefault({ kind: 'cosine' }),
  augmentation: augmentationSchema.prefault({ kind: 'scale-crop' }),
  evaluateEvery: curveEpochsSchema
    .default(1)
    .describe(
      'epochs from one point of the test error curves to the next, or a list of epochs, e.g. [1, 2, 5, 10]; 0: no curves; the last epoch always has a point',
    ),
  curveImages: count.optional().describe('test images behind the curves; absent: all'),
  checkpointEvery: z
    .number()
    .positive()
    .max(7 * 24 * 60)
    .default(5)
    .describe('minutes after which a run is saved within an epoch, to go on from if it is interrupted'),
  engine: z.string().default('auto').describe('engine that trains; auto: the first usable one'),
  precision: z.enum(['auto', 'f32', 'bf16']).default('auto').describe('arithmetic of activations'),
  threads: threadsSchema.describe('threads of the engine, at most one per core'),
  seed: z.number().int().default(0).describe('names initial weights, batches and augmentation'),
});

export type TrainParams = z.output<typeof trainParams>;
