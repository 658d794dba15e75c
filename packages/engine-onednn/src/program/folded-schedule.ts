import { inputsOf, type Layer, type LayerOf, type Network } from '@batchmates/network';
import { schedule, type Operation } from './schedule.ts';

/** An operation of inference with given statistics in all or some batch norms. */
export type FoldedOperation =
  | ({ readonly kind: 'plain' } & Operation)
  | {
      /** A convolution that does the batch norm after it too, by its weights and a bias. */
      readonly kind: 'convolution';
      readonly conv: LayerOf<'conv'>;
      readonly batchNorm: LayerOf<'batchNorm'>;
      /** A value to add to the result, and whether nothing reads it afterwards. */
      readonly residual: { readonly value: string; readonly last: boolean } | undefined;
      readonly relu: boolean;
      readonly output: string;
    };

type Folded = Extract<FoldedOperation, { kind: 'convolution' }>;

/**
 * The operations with every batch norm that alone reads a convolution folded into it, and with the addition that
 * alone reads such a batch norm, and a ReLU that follows. Batch norms of `unfolded` stay on their own.
 */
export function foldedSchedule(
  network: Network,
  unfolded: ReadonlySet<string> = new Set(),
): readonly FoldedOperation[] {
  const operations = schedule(network);
  const convolutions = new Map(
    network.layers.flatMap((layer) => (layer.kind === 'conv' ? [[layer.name, layer] as const] : [])),
  );
  const readers = countReaders(network);
  const only = (name: string) => readers.get(name) === 1;
  const folds = new Map<string, Folded>();
  const gone = new Set<string>();

  for (const { layer, relu, output } of operations) {
    if (layer.kind === 'batchNorm') {
      const conv = convolutions.get(layer.input);
      if (conv === undefined || !only(conv.name) || unfolded.has(layer.name)) continue;
      gone.add(conv.name);
      folds.set(output, { kind: 'convolution', conv, batchNorm: layer, residual: undefined, relu, output });
    }
    if (layer.kind === 'add') {
      const [left, right] = layer.inputs;
      const fold = [left, right].map((name) => folds.get(name)).find((known) => known && absorbs(known));
      if (fold === undefined) continue;
      const value = fold.output === left ? right : left;
      folds.delete(fold.output);
      gone.add(fold.output);
      folds.set(output, { ...fold, residual: { value, last: false }, relu, output });
    }
  }
  return markLastReaders(
    operations
      .filter(({ output }) => !gone.has(output))
      .map((operation) => folds.get(operation.output) ?? { kind: 'plain', ...operation }),
  );

  /** A fold takes an addition when nothing else reads it, and no ReLU stands between. */
  function absorbs({ relu, output, residual }: Folded): boolean {
    return !relu && residual === undefined && only(output);
  }
}

/** Names of the values an operation reads. */
function readsOf(operation: FoldedOperation): readonly string[] {
  if (operation.kind === 'plain') return inputsOf(operation.layer);
  const { conv, residual } = operation;
  return residual === undefined ? [conv.input] : [conv.input, residual.value];
}

function markLastReaders(operations: readonly FoldedOperation[]): readonly FoldedOperation[] {
  return operations.map((operation, at) => {
    if (operation.kind === 'plain' || operation.residual === undefined) return operation;
    const { value } = operation.residual;
    const readLater = operations.slice(at + 1).some((later) => readsOf(later).includes(value));
    const last = !readLater && operation.conv.input !== value;
    return { ...operation, residual: { value, last } };
  });
}

function countReaders({ layers }: { readonly layers: readonly Layer[] }): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const input of layers.flatMap(inputsOf)) counts.set(input, (counts.get(input) ?? 0) + 1);
  return counts;
}
