import type { Layer, LayerKind } from '@batchmates/network';
import * as rules from './index.ts';
import type { OperationRule } from './operation-rule.ts';

const table: { readonly [Kind in LayerKind]: OperationRule<Kind> } = rules;

/** How a layer is lowered. */
export function ruleOf({ kind }: Layer): OperationRule<LayerKind> {
  return table[kind];
}
