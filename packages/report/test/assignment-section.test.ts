import type { ProtocolFacts } from '@batchmates/results';
import { expect, test } from 'vitest';
import { assignmentSection } from '../src/sections/assignment-section.ts';
import type { SectionContext } from '../src/sections/section-context.ts';
import { protocols, runOf, tableOf, type Run } from './analysis/runs-in-memory.ts';

const assignment: ProtocolFacts = {
  ...protocols.balanced,
  ...{ name: 'assignment', heading: 'Assignment', statistics: 'population', decision: 'assignment' },
};
const grid = { name: 'grid', count: 18 } as const;
const pairs = { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 2 } as const;

test('assignment stands beside the batches in which its images met, in the same views', () => {
  const tested: readonly Run[] = [
    { protocol: protocols.balanced, wrong: [0] },
    { protocol: protocols.balanced, wrong: [0, 1], views: grid },
    {
      protocol: { ...protocols.balanced, options: { samplesPerClass: 2 }, composition: pairs },
      wrong: [0, 1, 2],
    },
    { protocol: assignment, wrong: [] },
    { protocol: assignment, wrong: [], views: grid },
    { protocol: { ...assignment, options: { samplesPerClass: 2 }, composition: pairs }, wrong: [] },
    {
      protocol: {
        ...assignment,
        options: { samplesPerClass: 5 },
        composition: { ...pairs, samplesPerClass: 5 },
      },
    },
  ];
  const runs = tested.map((run) => {
    const made = runOf(run);
    return { ...made, artifact: { manifest: { instance: 'a' } } as never };
  });
  const { blocks } = assignmentSection({ table: tableOf(runs) } as SectionContext)!;
  const rows = blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
  expect(rows.map(({ detail, cells }) => [detail, cells[2]!.text])).toEqual([
    [expect.stringContaining('center'), '10.00\u00a0%'],
    [expect.stringContaining('class 2'), '30.00\u00a0%'],
    [expect.stringContaining('class 5'), '–'],
    [expect.stringContaining('grid'), '20.00\u00a0%'],
  ]);
});
