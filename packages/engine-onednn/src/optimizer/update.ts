import type { Tensor } from '../plan/tensor.ts';
import type { PlanBuilder } from '../plan/plan-builder.ts';
import type { AreaName } from '../parameters/parameter-store.ts';

/** A stretch of all areas that is updated alike, as vectors. */
export interface Stretch {
  readonly label: string;
  /** 0 for parameters that do not decay. */
  readonly weightDecay: number;
  vector(area: AreaName): Tensor;
}

/** Numbers that change from step to step, `[1]` each, set before a plan runs. */
export interface StepScalars {
  /** Minus the learning rate. */
  readonly negativeRate: Tensor;
  /** RMSProp's `1 / (1 - decay^t)`; 1 without bias correction. */
  readonly correction: Tensor;
}

/** What an update rule appends its steps with. */
export interface UpdateContext {
  readonly builder: PlanBuilder;
  readonly scalars: StepScalars;
  /** A vector of its own for intermediate values, as long as the stretch. */
  scratch(like: Tensor): Tensor;
}
