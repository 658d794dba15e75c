/** Edges of a graph: from each node to the nodes it needs. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** An order in which every node comes after what it needs, or the cycles that forbid one. */
export type Ordering =
  | { readonly kind: 'order'; readonly order: readonly string[] }
  | { readonly kind: 'cycles'; readonly cycles: readonly (readonly string[])[] };

/** Sorts depth first, in the order of `needs`; each cycle found starts and ends with the same node. Needs of unknown nodes are ignored. */
export function topologicalOrder(needs: Needs): Ordering {
  const order = new Set<string>();
  const cycles: string[][] = [];
  const reported = new Set<string>();
  const visit = (node: string, trail: readonly string[]): void => {
    if (order.has(node) || reported.has(node)) return;
    const start = trail.indexOf(node);
    if (start >= 0) {
      const cycle = trail.slice(start);
      cycle.forEach((member) => reported.add(member));
      cycles.push([...cycle, node]);
      return;
    }
    for (const needed of needs.get(node) ?? []) if (needs.has(needed)) visit(needed, [...trail, node]);
    order.add(node);
  };
  for (const node of needs.keys()) visit(node, []);
  return cycles.length > 0 ? { kind: 'cycles', cycles } : { kind: 'order', order: [...order] };
}
