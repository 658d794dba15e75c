import { isMap, isPair, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml';

/** A path into a pipeline file, e.g. `['stages', 'train', 'with', 'epochs']`. */
export type KeyPath = readonly (string | number)[];

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds where in the YAML text a key path stands: its key when there is one, else the nearest enclosing node. */
export function locate(document: Document, lines: LineCounter, path: KeyPath): Position {
  const offset = offsetOf(document, path);
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function offsetOf(document: Document, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = startOf(document.contents) ?? 0;
  for (const key of path) {
    // Of a key written twice the last one counts, as in the value that is checked.
    const pair = isMap(node)
      ? node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const child: unknown = isPair(pair) ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined;
    const start = startOf(isPair(pair) ? (pair.key as Node) : (child as Node | undefined));
    if (start === undefined) return offset;
    offset = start;
    node = child;
  }
  return offset;
}

function startOf(node: Node | null | undefined): number | undefined {
  return node?.range?.[0];
}
