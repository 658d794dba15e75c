import type { LayerParameter } from './define-layer.ts';
import type { MapShape } from './map-shape.ts';

/** The parameters of a norm: gamma (`weight`) and beta (`bias`), `[channels]` each. */
export function scaleAndShift({ channels }: MapShape): readonly LayerParameter[] {
  return [
    { suffix: 'weight', role: 'gamma', shape: [channels], fanIn: 0 },
    { suffix: 'bias', role: 'beta', shape: [channels], fanIn: 0 },
  ];
}
