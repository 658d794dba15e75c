import type { GlobalAveragePoolLayer, MaxPoolLayer } from '@batchmates/network';
import { channelsLast } from '../parameters/layout.ts';
import type { PoolingRequest } from '../library/dnnl.ts';
import type { Tensor } from '../plan/tensor.ts';
import type { Lowered, Lowering } from './lowering.ts';

/** Maximum over windows; the workspace remembers where each maximum was. */
export function lowerMaxPool(lowering: Lowering, layer: MaxPoolLayer): Lowered {
  const pad = [layer.padding, layer.padding] as const;
  return lowerPooling(lowering, layer, {
    algorithm: 'max',
    src: lowering.value(layer.input),
    kernel: [layer.size, layer.size],
    stride: layer.stride,
    padding: [pad, pad],
  });
}

/** Mean over height and width, in float32. */
export function lowerGlobalAveragePool(lowering: Lowering, layer: GlobalAveragePoolLayer): Lowered {
  const { builder, session } = lowering;
  const shape = lowering.shapeOf(layer.input);
  const [, , height = 1, width = 1] = shape;
  const value = lowering.value(layer.input);
  const none = [0, 0] as const;
  return lowerPooling(lowering, layer, {
    algorithm: 'average',
    src:
      value.descriptor.type === 'f32'
        ? value
        : builder.as(value, channelsLast(session, shape, 'f32'), layer.name),
    kernel: [height, width],
    stride: 1,
    padding: [none, none],
  });
}

type Window = Pick<PoolingRequest, 'algorithm' | 'kernel' | 'stride' | 'padding'> & { readonly src: Tensor };

function lowerPooling(
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
