import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openVerified } from '@batchmates/artifact';
import { reportDataSchema } from '@batchmates/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createSmallPipelines, type SmallPipeline } from '../src/testing/index.ts';

const PIPELINES = join(import.meta.dirname, '../../../pipelines');

/** In an order in which what one reads of another comes first. */
const NAMES = [
  'cifar10-search',
  'cifar10-resnet20-holdout',
  'cifar10-width16',
  'cifar10-width16-controls',
  'cifar10-listen',
  'cifar10-company',
  'cifar10-open-world',
];

/** Runs behind a cell of a report, where they are not two. */
const SEEDS: Readonly<Record<string, number>> = { 'cifar10-search': 1, 'cifar10-resnet20-holdout': 1 };

interface Stage {
  uses: string;
  with?: Record<string, unknown>;
  matrix?: Record<string, unknown>;
}

/** The pipeline with letters for CIFAR-10, narrow networks, one epoch, two seeds, and samples: its wiring and reports are the same. */
async function made(name: string): Promise<string> {
  const file = parse(await readFile(join(PIPELINES, name, 'pipeline.yaml'), 'utf8'), { merge: true }) as {
    stages: Record<string, Stage>;
  };
  for (const stage of Object.values(file.stages)) {
    if (stage.matrix?.['seed'] !== undefined) stage.matrix['seed'] = [0, 1];
    if (stage.matrix?.['epochs'] !== undefined) stage.matrix['epochs'] = [1, 2];
    stage.with = { ...stage.with, ...smaller(stage.uses, stage.with ?? {}) };
    if (stage.uses !== 'ingestion/cifar10') continue;
    stage.uses = 'ingestion/glyphs';
    stage.with = { letters: 'ABCDEFGHIJ', trainPerClass: 20, testPerClass: 20 };
  }
  return stringify(file, { aliasDuplicateObjects: false });
}

/** The params that make a stage small. */
function smaller(uses: string, params: Record<string, unknown>): Record<string, unknown> {
  switch (uses) {
    case 'trainer/train':
      return {
        ...{ network: 'cifar-resnet-8', width: 8, resolution: 12, precision: 'auto', evaluateEvery: 1 },
        ...(typeof params['epochs'] === 'number' && { epochs: 1 }),
      };
    case 'evaluator/calibrate':
      return { images: 100 };
    case 'evaluator/audit':
      return { images: 40, attribution: { images: 20 } };
    case 'evaluator/circulate':
      return { probes: 4 };
    case 'evaluator/pseudo-label':
      return { rounds: 2 };
    case 'ingestion/subset':
      return 'testPerClass' in params ? { testPerClass: { most: 20, imbalance: 4 } } : {};
    default:
      return {};
  }
}

describe('the pipelines of CIFAR-10 with data_batch_5 held out, small', () => {
  let pipelines: readonly SmallPipeline[];

  beforeAll(async () => {
    const texts = await Promise.all(NAMES.map(async (name) => [name, await made(name)] as const));
    pipelines = await createSmallPipelines(Object.fromEntries(texts));
  });

  it.each(NAMES)(
    '%s runs from its data to its reports, whose cells have all been measured',
    async (name) => {
      const { plan, root, run } = pipelines[NAMES.indexOf(name)]!;
      for (const instance of plan.instances) await run(instance);
      for (const { name: report } of plan.instances.filter(({ output }) => output === 'report')) {
        const folder = join(root, 'artifacts', name, report);
        await openVerified(folder);
        const { cells, arms } = reportDataSchema.parse(
          JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')),
        );
        expect(cells.length).toBeGreaterThan(arms.length);
        for (const { runs } of cells) expect(runs.length, report).toBe(SEEDS[name] ?? 2);
      }
    },
    1_200_000,
  );
});
