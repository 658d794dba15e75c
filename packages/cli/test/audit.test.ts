import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditSentence } from '@batchmates/audit';
import { readResults, type AuditFacts } from '@batchmates/results';
import { beforeAll, expect, test } from 'vitest';
import { createSmallPipeline, type SmallPipeline } from '../src/testing/index.ts';

const FILE = fileURLToPath(new URL('../../../pipelines/glyphs10-audit/pipeline.yaml', import.meta.url));

/** The pipeline of this repository, but for its size. */
const smaller = (text: string) =>
  [
    ['trainPerClass: 400, testPerClass: 200', 'letters: ABC, trainPerClass: 12, testPerClass: 12'],
    ['seed: [0, 1, 2]', 'seed: [0]'],
    ['width: 16', 'width: 4'],
    ['resolution: 24', 'resolution: 12'],
    ['epochs: 12', 'epochs: 1'],
    ['curveImages: 1000', 'curveImages: 12'],
    ['batchSize: 10\n', 'batchSize: 3\n'],
    ['batchSize: 10,', 'batchSize: 3, attribution: { images: 12 },'],
  ].reduce((made, [from, to]) => {
    expect(made).toContain(from);
    return made.replace(from!, to!);
  }, text);

let pipeline: SmallPipeline;
const folders = new Map<string, string>();

beforeAll(async () => {
  pipeline = await createSmallPipeline(smaller(await readFile(FILE, 'utf8')));
  for (const instance of pipeline.plan.instances)
    folders.set(instance.name, (await pipeline.run(instance)).directory);
});

test('the pipeline glyphs10-audit audits both ways of training, and its report says what was found', async () => {
  const audits = [...folders].filter(([name]) => name.startsWith('audit.'));
  expect(audits.map(([name]) => name).sort()).toEqual(['audit.balanced.0', 'audit.standard.0']);
  const shown = await readFile(join(folders.get('report')!, 'table.txt'), 'utf8');
  for (const [, folder] of audits) {
    const facts = (await readResults(folder)).facts as AuditFacts;
    expect(facts).toMatchObject({
      kind: 'audit',
      batchSize: 3,
      images: 36,
      roles: { control: 1, balanced: 2 },
    });
    expect(facts.attribution!.layers).toHaveLength(facts.batchNorms.length);
    expect(facts.fixedFlips.every(({ flips }) => flips === 0)).toBe(true);
    expect(facts.fixedFlips.length).toBeGreaterThanOrEqual(5);
    expect(shown).toContain(auditSentence(facts).replaceAll('\u00a0', ' '));
  }
});
