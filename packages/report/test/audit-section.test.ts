import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { auditSentence } from '@batchmates/audit';
import { auditFacts, cellOf, gapOf, protocols } from '@batchmates/audit/testing';
import { writeResults, type AuditFacts } from '@batchmates/results';
import { temporaryFolder } from '@batchmates/stage/testing';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { reportDataSchema } from '../src/index.ts';
import { makeReport } from './fixtures/make-report.ts';
import { unlinkedTables } from './fixtures/unlinked-tables.ts';

const balanced = auditFacts();

const standard = auditFacts({
  training: { ...balanced.training, strategy: 'standard', composition: { kind: 'random' } },
  cells: [cellOf(protocols.alone, 0.066), cellOf(protocols.random, 0.084), cellOf(protocols.balanced, 0.065)],
  measuredLessServed: gapOf(-0.001, 0.005),
  labelGain: gapOf(0.019, 0.005),
});

/** A report on audits with the given facts. */
async function reportOn(audits: readonly AuditFacts[]) {
  const root = await temporaryFolder();
  const results: Artifact[] = [];
  for (const [index, facts] of audits.entries()) {
    const instance = `audit.${facts.training.strategy}.${index}`;
    const manifest = {
      type: 'results',
      stage: 'evaluator/audit',
      instance,
      variant: {},
      params: {},
      inputs: {},
    };
    results.push(
      await writeArtifact({ directory: join(root, 'p', instance), manifest }, (folder) =>
        writeResults(folder, { facts }),
      ),
    );
  }
  const { directory } = await makeReport({ inputs: { results }, directory: join(root, 'p/report') });
  const read = (file: string) => readFile(join(directory, file), 'utf8');
  const { document } = parseHTML(await read('report.html'));
  return {
    document,
    data: reportDataSchema.parse(JSON.parse(await read('report.json'))),
    markdown: await read('report.md'),
    terminal: await read('table.txt'),
    figures: await readdir(join(directory, 'figures')).catch(() => []),
    text: (selector: string) => plain(document.querySelector(selector)?.textContent ?? ''),
  };
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

describe('audits in a report', () => {
  it('each says its sentence, and all numbers stand side by side with links', async () => {
    const { document, data, text, terminal } = await reportOn([balanced, standard]);
    expect([...document.querySelectorAll('section')].map(({ id }) => id)).toEqual(['audit', 'provenance']);
    for (const facts of [balanced, standard])
      expect(text('#audit').toLowerCase()).toContain(plain(auditSentence(facts)).toLowerCase());
    const rows = [...document.querySelectorAll('#audit-numbers tbody tr')].map((row) =>
      plain(row.textContent),
    );
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row.startsWith('Balanced'))).toContain('10.9 points[9.9, 11.9]');
    expect(rows.find((row) => row.startsWith('Standard'))).toContain('1.9 points[1.4, 2.4]');
    expect(unlinkedTables(document)).toEqual(['audit-reference']);
    expect(data.audits!.map(({ arm, labelGain }) => [arm, labelGain!.difference])).toEqual([
      ['Balanced', 0.109],
      ['Standard', 0.019],
    ]);
    expect(text('#audit')).not.toMatch(/leak|passes|fails/i);
    expect(terminal).toMatch(
      /^Batchmates on letters\n\nBalanced training: measured in .* batchmates\n\nStandard training: measured in .*\n$/,
    );
  });

  it('draws errors by how images meet, and what each batch norm does', async () => {
    const { text, figures, document } = await reportOn([balanced, standard]);
    expect(figures).toEqual([
      'figure-audit-errors.svg',
      'figure-audit-layers-0.svg',
      'figure-audit-layers-1.svg',
    ]);
    const description = text('#figure-audit-errors-wide-desc');
    expect(description).toContain('In balanced batches of 10: 4.10 %');
    expect(text('#figure-audit-layers-0-wide-desc')).toContain('bn2 in balanced batches: −0.176 nats');
    const numbers = [...document.querySelectorAll('#figure-audit-layers-0-numbers tbody tr')];
    expect(numbers.map((row) => plain(row.textContent)).at(-1)).toContain('−3.5[−4.0, −3.0]−0.176 nats');
    expect(text('#audit')).toContain(
      'with all batch norms on fixed statistics no answer of 1 000 images changed under 1 protocol',
    );
  });

  it('shows the same in Markdown', async () => {
    const { markdown } = await reportOn([balanced]);
    expect(markdown).toContain('## How much answers depend on the other images of the batch');
    expect(markdown).toContain('come from the labels of its batchmates');
  });

  it('of a network without batch norm there is a sentence and nothing else', async () => {
    const roles = {
      fixed: 0,
      random: null,
      balanced: null,
      control: null,
      measuredAs: null,
      servedAs: null,
      trainedOn: null,
    };
    const none = { measuredLessServed: null, labelGain: null, batchCost: null, replacedBatchmates: null };
    const facts = auditFacts({
      batchNorms: [],
      cells: [cellOf(protocols.alone, 0.1)],
      roles,
      ...none,
      ...{
        pulls: { ownClass: null, absentClass: null },
        assignment: null,
        attribution: null,
        fixedFlips: [],
      },
    });
    const { document, text, data } = await reportOn([facts]);
    expect(text('#audit')).toContain('This model cannot depend on batchmates: it has no batch norm.');
    expect(document.querySelectorAll('#audit table, #audit figure')).toHaveLength(0);
    expect(data.audits).toMatchObject([{ labelGain: null }]);
  });

  it('what was not measured says why', async () => {
    const { text } = await reportOn([
      auditFacts({
        labelGain: null,
        attribution: null,
        skipped: [
          { what: 'label gain', reason: 'class "B" has no images' },
          { what: 'Single images', reason: 'a batch norm sees 1x1' },
        ],
      }),
    ]);
    expect(text('#audit-numbers')).toContain('–class "B" has no images');
    expect(text('#audit')).toContain('Not measured: Single images (a batch norm sees 1x1).');
  });

  it('more audits than a figure can hold are in the tables alone', async () => {
    const { figures, document } = await reportOn(
      Array.from({ length: 9 }, (_, seed) => auditFacts({ training: { ...balanced.training, seed } })),
    );
    expect(figures).not.toContain('figure-audit-errors.svg');
    expect(document.querySelectorAll('#audit-numbers tbody tr')).toHaveLength(9);
  });
});
