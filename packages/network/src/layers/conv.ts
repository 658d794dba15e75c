import { defineLayer } from '../define-layer.ts';
import { count, input, slide, window } from '../fields.ts';

/**
 * Convolution without bias (a norm follows): `y[o] = sum over i, dy, dx of w[o, i, dy, dx] * x[i]` at the shifted
 * pixel, zeros outside. `[height, width, inputs] -> [out height, out width, channels]`.
 * Parameter `<name>.weight`: `[channels, inputs, size, size]`.
 */
export const conv = defineLayer({
  kind: 'conv',
  summary: 'convolution without bias',
  fields: { input, channels: count, ...window },
  inputs: (layer) => [layer.input],
  shape: (layer, [map]) => ({ ...slide(map, layer), channels: layer.channels }),
  parameters: ({ channels, size }, [{ channels: inputs }]) => [
    { suffix: 'weight', role: 'weight', shape: [channels, inputs, size, size], fanIn: inputs * size * size },
  ],
  flops: ({ size }, [{ channels: inputs }], { height, width, channels }) =>
    2 * height * width * channels * inputs * size * size,
});
