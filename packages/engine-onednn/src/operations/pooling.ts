import type { PoolingRequest } from '../library/dnnl.ts';
import type { Tensor } from '../plan/tensor.ts';
import type { Lowered, Lowering } from './lowering.ts';

/** A window and what it slides over. */
export type Window = Pick<PoolingRequest, 'algorithm' | 'kernel' | 'stride' | 'padding'> & {
  readonly src: Tensor;
};

/** Appends a pool; its workspace, if any, goes to the gradient. */
export function lowerPooling(
  lowering: Lowering,
  { name, input }: { readonly name: string; readonly input: string },
  { src, ...window }: Window,
): Lowered {
  const { builder, session } = lowering;
  const shape = lowering.shapeOf(name);
  const {
    descriptor,
    descriptor: { type },
  } = src;
  const forward = session.pooling({
    ...window,
    propagation: lowering.propagation,
    input: descriptor,
    output: session.describe(shape, type, 'any'),
  });
  const dst = builder.chosen(forward, 'dst', { shape, type });
  const places =
    window.algorithm === 'max' && lowering.propagation === 'forwardTraining'
      ? { workspace: builder.chosen(forward, 'workspace', { shape: [], type: 'u8' }) }
      : {};
  builder.step({ label: `${name} forward`, primitive: forward, arguments: { src, dst, ...places } });
  return {
    output: dst,
    backward: (gradient) => {
      const diffSrc = builder.tensor(descriptor);
      builder.step({
        label: `${name} backward`,
        primitive: session.pooling({
          ...{ ...window, propagation: 'backward', input: descriptor, output: dst.descriptor, hint: forward },
        }),
        arguments: { diffDst: builder.as(gradient, dst.descriptor, name), diffSrc, ...places },
      });
      return [{ input, gradient: diffSrc }];
    },
  };
}
