import { basename } from 'node:path';
import { corruptArtifacts, type Corruption } from 'batchmates/testing';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { countOf } from '../train-step/cases.ts';

const OUTCOMES = ['noticed', 'harmless', 'wrong', 'crashed'] as const;

/** `npm run bench -- corruption [--count 2400] [--seed 0]`: not a speed but a count. */
const suite = defineSuite({
  summary: 'damages files of artifacts at random places and counts what the stages that read them make of it',
  options: { count: { type: 'string', default: '2400' }, seed: { type: 'string', default: '0' } },
  async run({ values, log }) {
    const [count, seed] = [countOf('count', values.count), Number(values.seed)];
    const corruptions = await corruptArtifacts({ count, seed, log });
    const rows = [...byFile(corruptions)].map(([file, list]) => ({ file, ...countOutcomes(list) }));
    const total = { file: 'all', ...countOutcomes(corruptions) };
    const text = table(
      ['file', 'damages', ...OUTCOMES],
      [...rows, total].map((row) => [
        row.file,
        `${row.damages}`,
        ...OUTCOMES.map((outcome) => `${row[outcome]}`),
      ]),
    );
    return { rows: [...rows, total], text, facts: { count, seed } };
  },
});

export default suite;

/** By type of artifact and name of the file, of whichever instance. */
function byFile(corruptions: readonly Corruption[]): ReadonlyMap<string, readonly Corruption[]> {
  const grouped = new Map<string, Corruption[]>();
  for (const each of corruptions) {
    const key = `${each.type} ${basename(each.file)}`;
    grouped.set(key, [...(grouped.get(key) ?? []), each]);
  }
  return grouped;
}

function countOutcomes(list: readonly Corruption[]) {
  const counted = (outcome: Corruption['outcome']) => list.filter((each) => each.outcome === outcome).length;
  return {
    damages: list.length,
    noticed: counted('noticed'),
    harmless: counted('harmless'),
    wrong: counted('wrong'),
    crashed: counted('crashed'),
  };
}
