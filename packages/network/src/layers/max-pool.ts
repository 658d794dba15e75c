import { defineLayer } from '../define-layer.ts';
import { input, slide, window } from '../fields.ts';

/** Maximum over square windows of each channel; padded pixels never win. No parameters. */
export const maxPool = defineLayer({
  kind: 'maxPool',
  summary: 'maximum over windows',
  fields: { input, ...window },
  inputs: (layer) => [layer.input],
  shape(layer, [map], refuse) {
    if (layer.padding * 2 <= layer.size) return slide(map, layer);
    throw refuse('padding of at most half the window', `${layer.padding} for a window of ${layer.size}`);
  },
  parameters: () => [],
  flops: () => 0,
});
