/** A list of a report that has names for its entries. */
interface ReportLists {
  readonly arms?: readonly { readonly label: string }[];
  readonly tests?: readonly { readonly label: string; readonly detail: string }[];
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * The value at an address in a JSON file: keys with dots between them, `cells["Balanced / balanced batches (batch statistics)"].error`. An entry of a list is named by its index, or
 * by what a report calls it: a cell by way of training and of testing, a comparison by `common: first | second`, others by name, label, or arm and start. Undefined where
 * nothing is there.
 */
export function valueAt(json: unknown, address: string): unknown {
  const keys = [...address.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(
    ([, named, plain]) => named ?? plain ?? '',
  );
  return keys.reduce<unknown>((value, key) => {
    if (Array.isArray(value))
      return value.find((entry, index) => String(index) === key || nameOf(entry, json) === key) as unknown;
    return typeof value === 'object' && value !== null ? (value as Entry)[key] : undefined;
  }, json);
}

function nameOf(entry: unknown, report: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { arms = [], tests = [] } = report as ReportLists;
  const { arm, test, common, first, second, name, label, start } = entry as Entry;
  if (typeof arm === 'number' && typeof test === 'number') {
    const tested = tests[test];
    return `${arms[arm]?.label} / ${tested?.label.toLowerCase()} (${tested?.detail})`;
  }
  if (typeof common === 'string') return `${common}: ${String(first)} | ${String(second)}`;
  const parts = [name ?? label ?? arm, start].filter((part) => typeof part === 'string');
  return parts.join(', ');
}
