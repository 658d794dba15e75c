import type { Descriptor, Dnnl, Session } from '../library/dnnl.ts';
import { PlanBuilder } from '../plan/plan-builder.ts';
import { rowMajor } from './layout.ts';

/** Carries one float32 tensor between the canonical layout and a native one. */
export interface LayoutTransfer {
  /** A copy in the canonical layout. */
  read(native: Float32Array): Float32Array;
  write(values: Float32Array, native: Float32Array): void;
}

/** Prepares the transfer of tensors of `shape` stored as `descriptor`. */
export function layoutTransfer(
  dnnl: Dnnl,
  session: Session,
  descriptor: Descriptor,
  shape: readonly number[],
): LayoutTransfer {
  const canonical = rowMajor(session, shape, 'f32');
  if (session.equal(descriptor, canonical)) {
    return { read: (native) => native.slice(), write: (values, native) => native.set(values) };
  }
  const outward = reorder(dnnl, session, descriptor, canonical);
  const inward = reorder(dnnl, session, canonical, descriptor);
  return {
    read: (native) => outward(native).slice(),
    write: (values, native) => native.set(inward(values)),
  };
}

/** The returned function's result is valid until its next call. */
function reorder(
  dnnl: Dnnl,
  session: Session,
  from: Descriptor,
  to: Descriptor,
): (values: Float32Array) => Float32Array {
  const builder = new PlanBuilder(dnnl, session);
  const [input, output] = [builder.tensor(from), builder.tensor(to)];
  builder.copy(input, output, 'state');
  const plan = builder.build();
  const [source, result] = [plan.read(input).floats, plan.read(output).floats];
  return (values) => {
    source.set(values);
    plan.run();
    return result;
  };
}
