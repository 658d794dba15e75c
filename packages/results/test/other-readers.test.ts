import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { writePredictions } from '../src/predictions-file.ts';

/** `BATCHMATES_PYTHON` names a Python that has pyarrow, polars and duckdb (PyPI). */
const python = process.env['BATCHMATES_PYTHON'] ?? 'python3';
const present = spawnSync(python, ['-c', 'import pyarrow, polars, duckdb']).status === 0;

const SCRIPT = `
import json, sys, duckdb, polars, pyarrow.ipc as ipc
path = sys.argv[1]
stream = open(path, 'rb').read()[8:]
table = ipc.open_file(path).read_all()
print(json.dumps({
  'pyarrow file': table.to_pydict(),
  'pyarrow stream': ipc.open_stream(stream).read_all().to_pydict(),
  'polars file': polars.read_ipc(path).to_dict(as_series=False),
  'polars stream': polars.read_ipc_stream(stream).to_dict(as_series=False),
  'duckdb stream': duckdb.from_arrow(ipc.open_stream(stream)).fetchall(),
}))
`;

test.skipIf(!present)(
  'pyarrow, polars and DuckDB read predictions, as a file and, from byte 8, as a stream (skipped where Python lacks them)',
  async () => {
    const file = join(await temporaryFolder(), 'predictions.arrow');
    await writePredictions(file, {
      ids: ['a', 'ä'],
      labels: Uint16Array.of(0, 1),
      predicted: Uint16Array.of(1, 1),
      probabilities: Float32Array.of(0.25, 0.75, 0.5, 0.5),
      classes: 2,
      batches: Uint32Array.of(0, 7),
      slots: Uint32Array.of(1, 0),
    });
    const columns = {
      id: ['a', 'ä'],
      label: [0, 1],
      predicted: [1, 1],
      probabilities: [
        [0.25, 0.75],
        [0.5, 0.5],
      ],
      batch: [0, 7],
      slot: [1, 0],
    };
    const rows = [
      ['a', 0, 1, [0.25, 0.75], 0, 1],
      ['ä', 1, 1, [0.5, 0.5], 7, 0],
    ];
    expect(JSON.parse(execFileSync(python, ['-c', SCRIPT, file], { encoding: 'utf8' }))).toEqual({
      'pyarrow file': columns,
      'pyarrow stream': columns,
      'polars file': columns,
      'polars stream': columns,
      'duckdb stream': rows,
    });
  },
);
