import { createRegistry, type Registry } from '../registry.ts';

/** A registry of the given items by their names, for a stage's `services` in a test; takes any default export of a file. */
export function registryOf<Item extends { readonly name: string }>(
  kind: string,
  items: readonly Item[],
): Registry<Item> {
  return createRegistry<Item>({
    kind,
    items: Object.fromEntries(items.map((item) => [item.name, () => item])),
    accepts: (value): value is Item => typeof value === 'object' && value !== null,
    shape: `a ${kind}`,
  });
}
