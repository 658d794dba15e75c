import { rm, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { tableFromIPC } from 'apache-arrow';
import { beforeEach, describe, expect, test } from 'vitest';
import { readResults, writeResults, type Placements, type ResultFacts } from '../src/index.ts';
import {
  auditFacts,
  circulateFacts,
  circulateGrids,
  evaluationFacts,
  pseudoLabelFacts,
} from './support/facts.ts';

let folder: string;
beforeEach(async () => (folder = await temporaryFolder()));

const kinds = [evaluationFacts, pseudoLabelFacts, circulateFacts, auditFacts].map(
  (facts) => [facts.kind, facts] as const,
);

describe.each(kinds)('facts of %s', (_, facts) => {
  test('come back as they were written, keys of training beyond the known ones, too', async () => {
    await writeResults(folder, { facts });
    expect((await readResults(folder)).facts).toEqual(facts);
    expect(await readFile(join(folder, 'result.json'), 'utf8')).toBe(`${JSON.stringify(facts, null, 2)}\n`);
  });

  test('are complete: without any one of them they are refused, and so are unknown ones', async () => {
    for (const path of pathsOf(facts)) if (!isFree(path)) await expectRefused(without(facts, path), path);
    for (const path of objectsOf(facts))
      if (!isFree([...path, 'colour']))
        await expectRefused(replaced(facts, [...path, 'colour'], 'red'), path);
  });
});

const count = { refused: [-1, 0.5, '1'], allowed: [0, 1] };
const share = { refused: [-0.1, 1.1, '0.5'], allowed: [0, 0.5, 1] };
const interval = { refused: [[-0.1, 1], [0, 1.1], [0.5], [0, 0.5, 1]], allowed: [[0, 1]] };
const flag = { refused: [0, 'true'], allowed: [true, false] };
const text = { refused: [0], allowed: ['another'] };
const oneOf = (...allowed: string[]) => ({ refused: ['another', 0], allowed });

test.each<[ResultFacts, string, { refused: unknown[]; allowed: unknown[] }]>([
  [evaluationFacts, 'schemaVersion', { refused: [3, 5], allowed: [4] }],
  [evaluationFacts, 'kind', { refused: ['evaluated'], allowed: [] }],
  [evaluationFacts, 'dataset.description', text],
  [evaluationFacts, 'dataset.split', text],
  [evaluationFacts, 'dataset.classNames', { refused: ['a', [0]], allowed: [[]] }],
  [evaluationFacts, 'network.name', text],
  [evaluationFacts, 'network.parameters', count],
  [evaluationFacts, 'network.input.channels', count],
  [evaluationFacts, 'training.batchSize', count],
  [
    evaluationFacts,
    'training.composition',
    { refused: [{ kind: 'alphabetical' }], allowed: [{ kind: 'random' }] },
  ],
  // Training may end in the middle of an epoch.
  [evaluationFacts, 'training.epochs', { refused: [-1], allowed: [0, 0.5] }],
  [evaluationFacts, 'training.seed', { refused: ['0'], allowed: [-3] }],
  [evaluationFacts, 'engine.precision', oneOf('f32', 'bf16')],
  [evaluationFacts, 'seed', { refused: [0.5], allowed: [-3] }],
  [evaluationFacts, 'views.count', count],
  [evaluationFacts, 'protocol.statistics', oneOf('batch', 'running', 'population')],
  [evaluationFacts, 'protocol.order', { refused: ['first'], allowed: [-0.5] }],
  [evaluationFacts, 'protocol.shuffles', flag],
  [evaluationFacts, 'protocol.options', { refused: ['none'], allowed: [{}, { colour: 'red' }] }],
  [evaluationFacts, 'protocol.decision', { refused: [0], allowed: [null, 'one-to-one assignment'] }],
  [pseudoLabelFacts, 'start', oneOf('standard', 'true-labels')],
  [pseudoLabelFacts, 'update', oneOf('all', 'confident')],
  [pseudoLabelFacts, 'confidence', share],
  [pseudoLabelFacts, 'rounds.0.errors', count],
  [pseudoLabelFacts, 'rounds.0.error', share],
  [pseudoLabelFacts, 'rounds.0.interval', interval],
  [pseudoLabelFacts, 'fixedPoint', flag],
  [circulateFacts, 'confidence', share],
  [circulateFacts, 'confidentImages', { refused: [[-1], 3], allowed: [[]] }],
  [circulateFacts, 'weak.missingRate', share],
  [circulateFacts, 'weak.missingChance', share],
  [circulateFacts, 'strong.missingPValue', share],
  [circulateFacts, 'pairs.distinctChance', share],
  [circulateFacts, 'strong.labelInterval', interval],
  [circulateFacts, 'pairs.distinct', count],
  [auditFacts, 'statistics', oneOf('running', 'population')],
  [auditFacts, 'batchSize', count],
  [auditFacts, 'cells.0.batchSize', { ...count, allowed: [1, null] }],
  [auditFacts, 'cells.0.range', interval],
  [auditFacts, 'cells.0.negativeLogLikelihood', { refused: [-1, '1'], allowed: [0, 103] }],
  [auditFacts, 'roles.control', { refused: [-1, 0.5], allowed: [3, null] }],
  [auditFacts, 'labelGain', { refused: [0.1], allowed: [null] }],
  [auditFacts, 'labelGain.interval', { refused: [[0], ['a', 0]], allowed: [[-0.5, 0.5]] }],
  [auditFacts, 'pulls.absentClass', { refused: [0.1], allowed: [null] }],
  [auditFacts, 'replacedBatchmates.sameLabels.kept', share],
  [auditFacts, 'attribution', { refused: [0], allowed: [null] }],
  [auditFacts, 'attribution.layers.0.balanced', { refused: [0], allowed: [null] }],
  [auditFacts, 'fixedFlips.0.flips', count],
])('of $kind: %s', async (facts, path, { refused, allowed }) => {
  const keys = path.split('.');
  for (const value of refused) await expectRefused(replaced(facts, keys, value), keys);
  for (const value of allowed)
    await expect(writeResults(folder, { facts: replaced(facts, keys, value) })).resolves.toBeUndefined();
});

describe('files beside the facts', () => {
  const placements: Placements = {
    ids: ['x', 'y'],
    labels: Uint16Array.of(1, 2),
    weak: Uint8Array.of(1, 0),
    batches: Uint16Array.of(3, 4),
    slots: Uint16Array.of(5, 6),
    predicted: Uint16Array.of(7, 8),
    missingProbabilities: Float32Array.of(0.5, 0.25),
    labelProbabilities: Float32Array.of(0.125, 0.75),
  };

  test('grids and placements come back as they were written', async () => {
    await writeResults(folder, { facts: circulateFacts, grids: circulateGrids, placements });
    const results = await readResults(folder);
    expect(await results.grids()).toEqual(circulateGrids);
    expect(await results.placements()).toEqual(placements);
  });

  test('their columns are those that other programs read', async () => {
    const predictions = {
      ids: ['x', 'y'],
      labels: Uint16Array.of(1, 0),
      predicted: Uint16Array.of(0, 1),
      probabilities: Float32Array.of(0.75, 0.25, 0.375, 0.625),
      classes: 2,
      batches: Uint32Array.of(3, 4),
      slots: Uint32Array.of(70000, 6),
    };
    await writeResults(folder, { facts: circulateFacts, placements, predictions });
    const table = async (file: string) => tableFromIPC(await readFile(join(folder, file)));
    const placed = await table('placements.arrow');
    expect(placed.schema.fields.map(({ name }) => name)).toEqual([
      'id',
      'label',
      'weak',
      'batch',
      'slot',
      'predicted',
      'missing_probability',
      'label_probability',
    ]);
    expect(JSON.parse(JSON.stringify(placed.get(1)))).toEqual({
      id: 'y',
      label: 2,
      weak: 0,
      batch: 4,
      slot: 6,
      predicted: 8,
      missing_probability: 0.25,
      label_probability: 0.75,
    });
    const row = (await table('predictions.arrow')).get(0)?.toJSON();
    expect({ ...row, probabilities: [...(row?.['probabilities'] as Iterable<number>)] }).toEqual({
      id: 'x',
      label: 1,
      predicted: 0,
      probabilities: [0.75, 0.25],
      batch: 3,
      slot: 70000,
    });
  });

  test('malformed grids are refused, written and read', async () => {
    const wrong = [
      [['grids', 0, 'kind'], 'weakest'],
      [['grids', 0, 'probes', 0, 'label'], -1],
      [['grids', 0, 'probes', 0, 'colour'], 'red'],
      [['grids', 0, 'base', 'cells', 0, 'probability'], 1.5],
      [['grids', 0, 'base', 'cells', 0, 'colour'], 'red'],
      [['grids', 0, 'rows', 0, 'probeSlots'], [0.5]],
      [['grids', 0, 'rows', 0, 'colour'], 'red'],
      [['grids', 0, 'colour'], 'red'],
      [['thumbnails', '3'], 3],
      [['colour'], 'red'],
    ] as const;
    for (const [path, value] of wrong) {
      const grids = replaced(circulateGrids, path, value);
      await expect(writeResults(folder, { facts: circulateFacts, grids })).rejects.toThrow();
    }
    for (const path of pathsOf(circulateGrids)) {
      if (path[0] === 'thumbnails' && path.length > 1) continue;
      const grids = without(circulateGrids, path);
      await expect(writeResults(folder, { facts: circulateFacts, grids }), path.join('.')).rejects.toThrow();
    }
    for (const kind of ['weak', 'strong', 'two-weak']) {
      const grids = replaced(circulateGrids, ['grids', 0, 'kind'], kind);
      await expect(writeResults(folder, { facts: circulateFacts, grids })).resolves.toBeUndefined();
    }
    const file = join(folder, 'circulate-grids.json');
    await writeFile(file, '{"grids":[]}');
    const results = await readResults(folder);
    await expect(results.grids()).rejects.toMatchObject({
      code: 'results/bad-file',
      message: expect.stringMatching(
        /^results file ".*circulate-grids\.json": expected schema version 4, received .*thumbnails.*; run the stage that wrote it again$/,
      ) as string,
    });
    await writeFile(file, 'no JSON');
    await expect(results.grids()).rejects.toThrow(/received no JSON/);
  });

  test('what a result does not have is told with what to do', async () => {
    await writeResults(folder, { facts: evaluationFacts });
    const results = await readResults(folder);
    await expect(results.grids()).rejects.toMatchObject({
      code: 'results/missing',
      message: `results file "${folder}/circulate-grids.json" does not exist; name the folder of a results artifact that has it`,
    });
    const remade = expect.stringMatching(/ run the stage that wrote it again$/) as string;
    await writeFile(join(folder, 'predictions.arrow'), 'no table');
    await writeFile(join(folder, 'placements.arrow'), 'no table');
    await expect(results.predictions()).rejects.toMatchObject({ code: 'results/bad-file', message: remade });
    await expect(results.predictions()).rejects.toThrow(
      'expected an Arrow file with id, label, predicted, probabilities, batch and slot',
    );
    await expect(results.placements()).rejects.toThrow('expected an Arrow file of the placements of probes');
  });

  test('a file that is there and cannot be read is another matter', async () => {
    await mkdir(join(folder, 'result.json'));
    await expect(readResults(folder)).rejects.toMatchObject({
      code: 'results/missing',
      message: expect.stringContaining('result.json" cannot be read') as string,
    });
  });

  test('facts are read even where those of the first version lie beside them', async () => {
    await writeResults(folder, { facts: evaluationFacts });
    await writeFile(join(folder, 'metrics.json'), '{"schemaVersion":1}');
    expect((await readResults(folder)).facts).toEqual(evaluationFacts);
    await rm(join(folder, 'result.json'));
    await expect(readResults(folder)).rejects.toMatchObject({ code: 'results/schema-version' });
  });
});

type Path = readonly (string | number)[];

/** Whether a key is one that facts may have besides those that are known. */
function isFree(path: Path): boolean {
  const [first, second, third] = path;
  return (
    (first === 'training' && (second === 'momentum' || second === 'colour')) ||
    (first === 'protocol' && second === 'options' && third !== undefined) ||
    (first === 'cells' && third === 'protocol' && path[3] === 'options' && path.length > 4)
  );
}

async function expectRefused(facts: ResultFacts, path: Path): Promise<void> {
  await expect(writeResults(folder, { facts }), path.join('.')).rejects.toThrow();
}

/** Paths of every key but those that need not be there. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  if (Array.isArray(value))
    return [path, ...value.slice(0, 1).flatMap((each) => pathsOf(each, [...path, 0]))];
  const inside = Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}

/** Paths of every object. */
function objectsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, each]) => objectsOf(each, [...path, key]));
  return Array.isArray(value) ? inside : [path, ...inside];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inside: unknown, key) => (inside as Record<string, unknown>)[key], value);
}

function replaced<Value>(value: Value, path: Path, by: unknown): Value {
  const copy = structuredClone(value);
  (valueAt(copy, path.slice(0, -1)) as Record<string, unknown>)[path.at(-1)!] = by;
  return copy;
}

/** The value without what is at a path: undefined in an array, which has holes nowhere. */
function without<Value>(value: Value, path: Path): Value {
  const copy = replaced(value, path, undefined);
  const parent = valueAt(copy, path.slice(0, -1));
  if (!Array.isArray(parent)) Reflect.deleteProperty(parent as Record<string, unknown>, path.at(-1)!);
  return copy;
}
