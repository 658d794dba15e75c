import { ruleOf } from '../operations/rule-of.ts';
import type { Lowered, Lowering } from '../operations/lowering.ts';
import type { Operation } from './schedule.ts';
import type { Tensor } from '../plan/tensor.ts';
import { makeLowering, type LoweringParts } from './make-lowering.ts';

/** A lowered forward pass. */
export interface LoweredNetwork {
  readonly lowering: Lowering;
  /** Where the images go, `[batch, height, width, channels]` in memory. */
  readonly images: Tensor;
  /** Float32 `[batch, classes]` in memory. */
  readonly logits: Tensor;
  readonly operations: readonly LoweredOperation[];
}

/** An operation with its lowering. */
export interface LoweredOperation {
  readonly operation: Operation;
  readonly lowered: Lowered;
}

/** Appends the forward pass with batch statistics. */
export function lowerNetwork(given: LoweringParts): LoweredNetwork {
  const { lowering, images, define } = makeLowering(given);
  const operations = given.parts.operations.map((operation): LoweredOperation => {
    const { layer, relu } = operation;
    const lowered = ruleOf(layer).lower(lowering, layer, relu);
    define(operation.output, lowered.output);
    return { operation, lowered };
  });
  return { lowering, images, logits: operations.at(-1)?.lowered.output ?? images, operations };
}
