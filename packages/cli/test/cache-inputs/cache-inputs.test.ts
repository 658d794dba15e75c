import { join } from 'node:path';
import { planPipeline } from '@batchmates/pipeline';
import { beforeAll, expect, it } from 'vitest';
import { declareCacheInputs } from '../../src/cache-inputs/cache-inputs.ts';
import { compose, planningContext } from '../../src/registry/services.ts';
import { readWorkspace } from '../../src/workspace.ts';

const root = join(import.meta.dirname, '../../../..');
/** Packages that count, by instance of the demo. */
const projects = new Map<string, readonly string[]>();

beforeAll(async () => {
  const workspace = await readWorkspace(root);
  const plan = await planPipeline(
    join(root, 'pipelines/glyphs10/pipeline.yaml'),
    planningContext(compose(), root),
  );
  for (const instance of plan.instances) {
    projects.set(instance.name, (await declareCacheInputs(plan, instance, workspace)).projects);
  }
});

const depending = (name: string) =>
  [...projects].filter(([, names]) => names.includes(name)).map(([each]) => each);

it('lets the builders of networks count for training alone', () => {
  expect(depending('model-zoo')).toEqual(['train.standard', 'train.balanced']);
});

it('lets no stage depend on how pipelines are planned and run', () => {
  expect([...depending('pipeline'), ...depending('cli')]).toEqual([]);
});
