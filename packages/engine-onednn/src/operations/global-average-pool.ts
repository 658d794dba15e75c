import { channelsLast, extentsOf } from '../parameters/layout.ts';
import type { OperationRule } from './operation-rule.ts';
import { lowerPooling } from './pooling.ts';

/** Mean over height and width, in float32. */
export const globalAveragePool: OperationRule<'globalAveragePool'> = {
  takesRelu: false,
  lower(lowering, layer) {
    const { builder, session } = lowering;
    const shape = lowering.shapeOf(layer.input);
    const { height, width } = extentsOf(shape);
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
  },
};
