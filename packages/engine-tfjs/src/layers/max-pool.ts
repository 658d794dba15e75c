import type { LayerRule } from '../layer-rule.ts';

/** Maximum over windows. */
export const maxPool: LayerRule<'maxPool'> = {
  forward: (layer, [input], { kernels }) => ({ output: kernels.maxPool(layer, input) }),
  backward: (layer, { inputs: [input], output, gradient }, { kernels }) => ({
    inputs: [kernels.maxPoolGradient({ layer, input, output, gradient })],
    parameters: {},
  }),
};
