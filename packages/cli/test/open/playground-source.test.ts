import { planPipeline, type Plan } from '@batchmates/pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { allInstances } from '../../src/all-instances.ts';
import type { StageView } from '../../src/open/pipeline-view.ts';
import { playgroundSource } from '../../src/open/playground-source.ts';
import { compose, planningContext } from '../../src/registry/services.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';

const PIPELINE = `
name: many
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { seed: [0, 1, 2, 3, 4, 5] }
    with: { network: cifar-resnet-8, width: 4, batching: balanced, epochs: 1, seed: '\${seed}' }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
  site:
    uses: report/site
    in: { checkpoints: calibrate, dataset: glyphs }
`;

let workspace: TemporaryWorkspace;
let plan: Plan;
beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/many/pipeline.yaml', PIPELINE);
  plan = await planPipeline(
    join(workspace.root, 'pipelines/many/pipeline.yaml'),
    planningContext(compose(), workspace.root),
  );
});

/** The stages as the page sees them: all up to date, but for what is said. */
function views(differing: Readonly<Record<string, Partial<StageView>>>): StageView[] {
  return allInstances(plan).map(({ name, uses, output }) => ({
    ...{ name, pipeline: 'many', instance: name, uses, summary: '', type: output, state: 'current' },
    ...{ reasons: [], run: undefined, directory: name, artifact: 'there' },
    files: [{ path: 'a file', bytes: 1 }],
    ...differing[name],
  }));
}

const absent = { state: 'missing', files: [] } as const;

describe('where the playground of a pipeline comes from', () => {
  it('is the site that a stage has made, also one of an earlier run', () => {
    expect(playgroundSource(plan, views({}))).toMatchObject({ kind: 'artifact', site: { name: 'site' } });
    expect(playgroundSource(plan, views({ site: { state: 'outdated' } }))).toMatchObject({
      kind: 'artifact',
    });
  });

  it('is else up to four calibrated networks, in the order of the plan', () => {
    const source = playgroundSource(plan, views({ site: absent }));
    expect(source?.kind === 'networks' && source.checkpoints.map(({ name }) => name)).toEqual([
      ...['calibrate.0', 'calibrate.1', 'calibrate.2', 'calibrate.3'],
    ]);
  });

  it('is none of a network that is not up to date, and nothing without the images', () => {
    const outdated = { state: 'outdated' } as const;
    const source = playgroundSource(
      plan,
      views({ site: absent, 'calibrate.0': outdated, 'calibrate.2': absent }),
    );
    expect(source?.kind === 'networks' && source.checkpoints.map(({ name }) => name)).toEqual([
      ...['calibrate.1', 'calibrate.3', 'calibrate.4', 'calibrate.5'],
    ]);
    expect(playgroundSource(plan, views({ site: absent, glyphs: outdated }))).toBeUndefined();
  });
});
