import type { LayerKind, LayerOf } from '@batchmates/network';
import type { DataType } from '../library/constants.ts';
import type { Descriptor, Session } from '../library/dnnl.ts';
import type { Tensor } from '../plan/tensor.ts';
import type { Lowered, Lowering } from './lowering.ts';

/** How one kind of layer becomes steps of a plan. */
export interface OperationRule<Kind extends LayerKind> {
  /** Whether a ReLU that alone reads such a layer is computed inside of it. */
  readonly takesRelu: boolean;
  /** Appends the forward steps; `relu`: with the ReLU inside. */
  lower(lowering: Lowering, layer: LayerOf<Kind>, relu: boolean): Lowered;
  /** Batch norm: appends the forward pass with the given statistics that `lowering.statistics` holds. */
  lowerGiven?(lowering: Lowering, layer: LayerOf<Kind>, relu: boolean): Tensor;
  /** Layouts that gradients of parameters are computed in, by suffix, where they are not row-major. */
  gradientLayouts?(setting: TrainingSetting, layer: LayerOf<Kind>): Readonly<Record<string, Descriptor>>;
  /** Placed just before its first reader, when maps of its shape show which layout to take. */
  readonly waitsForReader?: true;
}

/** What layouts of training depend on. */
export interface TrainingSetting {
  readonly session: Session;
  readonly type: DataType;
  /** Shape of a value, `[batch, channels, height, width]`. */
  shapeOf(value: string): readonly number[];
}
