import { defineLayer } from '../define-layer.ts';
import { input } from '../fields.ts';

/** Mean over height and width: `[height, width, channels] -> [1, 1, channels]`. No parameters. */
export const globalAveragePool = defineLayer({
  kind: 'globalAveragePool',
  summary: 'mean over height and width',
  fields: { input },
  inputs: (layer) => [layer.input],
  shape: (_, [{ channels }]) => ({ height: 1, width: 1, channels }),
  parameters: () => [],
  flops: () => 0,
});
