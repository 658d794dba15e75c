import { didYouMean } from '@batchmates/errors';
import { firstColumn, hasColumn, readTable, tableError, texts, type Table } from '@batchmates/tables';

/** Columns that may name an image. */
export const IMAGE_COLUMNS = ['image', 'id'] as const;

/** Images and their classes. */
export interface LabelledImages {
  /** The file that says so, for messages. */
  readonly file: string;
  /** `[images]`, each the index of a class. */
  readonly labels: Uint32Array;
  /** In the order of numbers where all are numbers, else of their letters. */
  readonly classNames: readonly string[];
  /** The image of an id. */
  indexOf(id: string): number | undefined;
  /** The image of a row, from 0, written as a text. */
  ofRow(row: string): number | undefined;
  /** What to say of one that is not there. */
  remedyFor(image: string): string | undefined;
}

/**
 * Reads which image has which class: columns `id` or `image` (without them, images are known by their rows) and `label`. Throws a `UserError` when a column or a value is
 * missing, or an image stands there twice.
 */
export async function readLabels(file: string): Promise<LabelledImages> {
  const table = await readTable(file, (name) => name === 'label' || isImageColumn(name));
  const labels = labelTexts(table, 'label');
  const column = IMAGE_COLUMNS.find((name) => hasColumn(table, name));
  if (column === undefined) return labelled({ file, labels, ids: undefined });
  const ids = texts(table, column);
  assertSameRows(table, { [column]: ids, label: labels });
  assertOnce(table, column, ids);
  return labelled({ file, labels, ids });
}

/** The same from a table that names images more than once, always with the same label. */
export function labelsWithin(table: Table): LabelledImages {
  const column = firstColumn(table, IMAGE_COLUMNS);
  const [images, labels] = [texts(table, column), labelTexts(table, 'label')];
  assertSameRows(table, { [column]: images, label: labels });
  const known = new Map<string, string>();
  images.forEach((image, row) => {
    const [before, label] = [known.get(image), labels[row]!];
    if (before !== undefined && before !== label) {
      throw tableError(table, {
        ...{ column: 'label', row, expected: `${before}, as before for image ${image}`, received: label },
        remedy: 'give each image one class',
      });
    }
    known.set(image, label);
  });
  return labelled({ file: table.file, labels: [...known.values()], ids: [...known.keys()] });
}

/** Names of classes, whole numbers without the `.0` that tables of floats give them. */
export function labelTexts(table: Table, column: string): string[] {
  return texts(table, column).map((label) => label.replace(/^(-?\d+)\.0+$/, '$1'));
}

export function isImageColumn(name: string): boolean {
  return (IMAGE_COLUMNS as readonly string[]).includes(name);
}

/** Texts in the order of their numbers where all are numbers, else of their letters, each once. */
export function inOrder(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  return distinct.every((name) => name.trim() !== '' && Number.isFinite(Number(name)))
    ? distinct.sort((one, other) => Number(one) - Number(other))
    : distinct.sort();
}

/** Throws a `UserError` unless an image stands in one row alone. */
export function assertOnce(table: Table, column: string, ids: readonly string[]): void {
  const rows = new Map<string, number>();
  ids.forEach((id, row) => {
    if (rows.has(id)) {
      const remedy = `image ${id} stands in ${placeOf(table, rows.get(id)!)} already: leave one of them out`;
      throw tableError(table, { column, row, expected: 'each image once', received: `${id} again`, remedy });
    }
    rows.set(id, row);
  });
}

/** Throws a `UserError` unless the columns, which were read from one file, have as many rows as each other (arrays of an npz may differ). */
export function assertSameRows(table: Table, columns: Readonly<Record<string, ArrayLike<unknown>>>): void {
  const [[first, { length }], ...others] = Object.entries(columns) as [
    [string, ArrayLike<unknown>],
    ...[string, ArrayLike<unknown>][],
  ];
  for (const [name, values] of others) {
    if (values.length === length) continue;
    throw tableError(table, {
      ...{ column: name, expected: `${length} rows, as many as ${first}`, received: String(values.length) },
    });
  }
}

/** Images by the ids and names of classes of rows. */
export function labelled({
  file,
  labels,
  ids,
}: {
  readonly file: string;
  readonly labels: readonly string[];
  readonly ids: readonly string[] | undefined;
}): LabelledImages {
  const classNames = inOrder(labels);
  const classes = new Map(classNames.map((name, index) => [name, index]));
  const byId = new Map((ids ?? []).map((id, index) => [id, index]));
  return {
    file,
    classNames,
    labels: Uint32Array.from(labels, (label) => classes.get(label)!),
    indexOf: (id) => byId.get(id),
    ofRow: (row) => (/^\d+$/.test(row) && Number(row) < labels.length ? Number(row) : undefined),
    // To compare a name with very many takes too long.
    remedyFor: (image) =>
      byId.size > 0 && byId.size < 1e5 ? didYouMean(image, [...byId.keys()]) : undefined,
  };
}

function placeOf({ lines }: Table, row: number): string {
  return lines === undefined ? `row ${row}` : `line ${lines[row]}`;
}
