import type { Network } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { FreezeBatchNorm } from './freeze-batch-norm.ts';
import type { Optimizer } from './optimizer.ts';
import type { State } from './state.ts';
import type { Moments, Statistics } from './statistics.ts';

/** Arithmetic of activations and gradients; parameters and statistics are float32 masters in every engine. */
export type Precision = 'f32' | 'bf16';

/** How a program is to compute. */
export interface ComputeOptions {
  readonly precision: Precision;
  /** Threads of this program, 1..cores. An engine that cannot choose runs as it can and reports what it uses. */
  readonly threads: number;
}

/** What to compile a network for inference with. */
export interface InferenceOptions extends ComputeOptions {
  /** Parameters and running statistics, copied; optimizer slots in it are passed over. */
  readonly state: State;
}

/** An image classifier in an ONNX file, and how it is asked. */
export interface ModelFile {
  /** For messages. */
  readonly name: string;
  /** The file with all its weights. */
  readonly bytes: Uint8Array;
  /** What it sees of an image, whichever axis its channels are on. */
  readonly input: Network['input'];
  readonly classes: number;
  /** Order of the axes of its input. */
  readonly layout: 'NCHW' | 'NHWC';
  /** Order of the colours it was trained on; images come as RGB. */
  readonly channelOrder: 'RGB' | 'BGR';
  /** What it gives for every class. */
  readonly answers: 'logits' | 'probabilities';
}

/** What to compile a network for training with. */
export interface TrainingOptions extends ComputeOptions {
  /** Images per training step. */
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  /** Names the initial parameters: equal seeds give equal parameters on every engine. */
  readonly seed: number;
  /** What of batch norms stays as it is; absent: nothing. With frozen statistics groups of ghost batch norm have no effect. */
  readonly freezeBatchNorm?: FreezeBatchNorm | undefined;
}

/**
 * A network that can be asked, whatever runs it. Images are float32 `[batch, height, width, channels]`, any number of
 * them. Calls on one program must not overlap.
 */
export interface InferenceProgram {
  /** What the program really runs with, for the record. */
  readonly precision: Precision;
  readonly threads: number;
  /**
   * Class probabilities `[batch, classes]`. Changes nothing: neither parameters nor running statistics.
   * The result belongs to the caller.
   */
  infer(images: Float32Array, statistics: Statistics): Promise<Float32Array>;
  /**
   * Batch mean and biased variance of every batch norm, from a forward pass with batch statistics; empty for a
   * network without batch norm. Changes nothing.
   */
  moments(images: Float32Array): Promise<Moments>;
  /** Frees native memory; the program must not be used afterwards. */
  dispose(): Promise<void>;
}

/** What one training step returns. */
export interface StepResult {
  /** Mean cross-entropy of the batch before the update, in nats. */
  readonly loss: number;
  /** `[batch, classes]`, before the update; valid until the program's next call. */
  readonly logits: Float32Array;
}

/** A network that can be trained, with its parameters, statistics and optimizer state. */
export interface TrainingProgram extends InferenceProgram {
  /**
   * One step of the optimizer on exactly `batchSize` images, labels being class indices: forward with the batch's own
   * statistics (those of groups of its images where a batch norm has `ghost`; the running ones where they are frozen), backward,
   * update of parameters and running statistics. Throws a `UserError` on a wrong count or label.
   */
  trainStep(images: Float32Array, labels: ArrayLike<number>, learningRate: number): Promise<StepResult>;
  /** A copy of every parameter, running statistic and optimizer slot in the canonical layout. */
  readState(): Promise<State>;
  /** Replaces the state; names and shapes must be this network's. Absent optimizer slots are reset to their start. */
  writeState(state: State): Promise<void>;
  /** Bytes that the first step will take for activations, gradients and scratch, where the engine can tell; they are not taken yet. */
  trainingBytes?(): Promise<number>;
}

/** A way to run networks on this machine, ready to compile. */
export interface Engine {
  readonly name: string;
  /** For people and for run.json: library and version, device, instruction set. */
  readonly description: string;
  /** What it can compute in, the fastest first: `precision: auto` takes the first. */
  readonly precisions: readonly Precision[];
  /** Prepares nothing that only training needs: no optimizer slots, no backward pass, no memory of gradients. */
  compileInference(network: Network, options: InferenceOptions): Promise<InferenceProgram>;
  /** Absent from an engine that can only infer. */
  compileTraining?(network: Network, options: TrainingOptions): Promise<TrainingProgram>;
  /**
   * A model that was made elsewhere; `running` are then the statistics in the file. Absent from an engine that reads none. Throws
   * a `UserError` when it has operators that the engine lacks.
   */
  compileModel?(model: ModelFile, options: ComputeOptions): Promise<InferenceProgram>;
}

/** An engine that can train. */
export type TrainingEngine = Engine & Required<Pick<Engine, 'compileTraining'>>;

/** An engine that runs models made elsewhere. */
export type ModelEngine = Engine & Required<Pick<Engine, 'compileModel'>>;

/** An engine that serves each purpose. */
interface Serving {
  readonly training: TrainingEngine;
  readonly inference: Engine;
  readonly model: ModelEngine;
}

/** What an engine is wanted for: to train, to infer, or to infer with a model that was made elsewhere. */
export type Purpose = keyof Serving;

/** What an engine for a purpose can do at least. */
export type EngineFor<Wanted extends Purpose> = Serving[Wanted];

/** Whether an engine serves a purpose. */
export function serves<Wanted extends Purpose>(engine: Engine, purpose: Wanted): engine is EngineFor<Wanted> {
  return match<Purpose>(purpose)
    .with('training', () => engine.compileTraining !== undefined)
    .with('model', () => engine.compileModel !== undefined)
    .with('inference', () => true)
    .exhaustive();
}

/** An engine that may or may not be usable here. Probing loads as little as possible and never throws. */
export interface EngineCandidate {
  readonly name: string;
  /** What it can serve at most, known without loading it; absent: training and inference. */
  readonly purposes?: readonly Purpose[];
  probe(): Promise<EngineProbe>;
  /**
   * Version of the native library that it would load, such as `3.6.2`, where that comes from elsewhere than a package of
   * `package.json`; undefined when there is none. What an engine computes depends on it.
   */
  libraryVersion?(): Promise<string | undefined>;
}

/** The outcome of a probe: an engine to load, or the reason why there is none. */
export type EngineProbe =
  | { readonly available: true; readonly description: string; load(): Promise<Engine> }
  | { readonly available: false; readonly reason: string };
