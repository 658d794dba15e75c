import { readFile, writeFile } from 'node:fs/promises';
import { UserError } from '@batchmates/errors';
import type { Predictions } from './predictions.ts';

/**
 * Writes predictions as an Arrow IPC file: `id: Utf8`, `label: Uint16`, `predicted: Uint16`,
 * `probabilities: FixedSizeList<Float32>[classes]`, one row per image.
 */
export async function writePredictions(file: string, predictions: Predictions): Promise<void> {
  const {
    Field,
    FixedSizeList,
    Float32,
    Table,
    Uint16,
    Utf8,
    makeData,
    makeVector,
    tableToIPC,
    vectorFromArray,
  } = await import('apache-arrow');
  const { ids, labels, predicted, probabilities, classes } = predictions;
  const values = makeData({
    type: new Float32(),
    length: probabilities.length,
    nullCount: 0,
    data: probabilities,
  });
  const rows = makeData({
    type: new FixedSizeList(classes, new Field('item', new Float32(), false)),
    length: ids.length,
    nullCount: 0,
    child: values,
  });
  const table = new Table({
    id: vectorFromArray(ids, new Utf8()),
    label: makeVector(makeData({ type: new Uint16(), data: labels, length: labels.length, nullCount: 0 })),
    predicted: makeVector(
      makeData({ type: new Uint16(), data: predicted, length: predicted.length, nullCount: 0 }),
    ),
    probabilities: makeVector(rows),
  });
  await writeFile(file, tableToIPC(table, 'file'));
}

/** Reads what `writePredictions` wrote; throws a `UserError` when the file is not that. */
export async function readPredictions(file: string): Promise<Predictions> {
  const { DataType, tableFromIPC } = await import('apache-arrow');
  try {
    const table = tableFromIPC(await readFile(file));
    const type = table.getChild('probabilities')?.type;
    if (!DataType.isFixedSizeList(type))
      throw new TypeError('no column probabilities: FixedSizeList<Float32>');
    const column = (name: string) => {
      const vector = table.getChild(name);
      if (vector === null) throw new TypeError(`no column ${name}`);
      return vector;
    };
    const classes = type.listSize;
    // Arrow pads buffers to 64 bytes: only so many values are rows.
    const values = column('probabilities').data.map(({ children, length }) =>
      (children[0]?.values as Float32Array).subarray(0, length * classes),
    );
    return {
      ids: Array.from(column('id'), String),
      labels: Uint16Array.from(column('label').toArray() as Uint16Array),
      predicted: Uint16Array.from(column('predicted').toArray() as Uint16Array),
      probabilities: concatenate(values),
      classes,
    };
  } catch (cause) {
    throw new UserError({
      code: 'results/bad-predictions',
      what: `predictions file "${file}"`,
      expected: 'an Arrow file with id, label, predicted and probabilities',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'run the stage that wrote it again',
      cause,
    });
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
