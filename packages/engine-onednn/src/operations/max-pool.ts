import type { OperationRule } from './operation-rule.ts';
import { lowerPooling } from './pooling.ts';

/** Maximum over windows; the workspace remembers where each maximum was. */
export const maxPool: OperationRule<'maxPool'> = {
  takesRelu: false,
  lower(lowering, layer) {
    const pad = [layer.padding, layer.padding] as const;
    return lowerPooling(lowering, layer, {
      algorithm: 'max',
      src: lowering.value(layer.input),
      kernel: [layer.size, layer.size],
      stride: layer.stride,
      padding: [pad, pad],
    });
  },
};
