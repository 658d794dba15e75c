import type { Layer, LayerKind } from '@batchmates/network';
import type { LayerRule } from './layer-rule.ts';
import * as rules from './layers/index.ts';

const table: { readonly [Kind in LayerKind]: LayerRule<Kind> } = rules;

/** How a layer runs. */
export function ruleOf({ kind }: Layer): LayerRule<LayerKind> {
  return table[kind];
}
