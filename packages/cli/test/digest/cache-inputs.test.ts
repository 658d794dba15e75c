import { join } from 'node:path';
import { planPipeline } from '@batchmates/pipeline';
import { beforeAll, expect, it } from 'vitest';
import { declareCacheInputs } from '../../src/digest/cache-inputs.ts';
import { openDigestContext } from '../../src/digest/digest-context.ts';
import { compose, planningContext } from '../../src/registry/services.ts';
import { readWorkspace } from '../../src/workspace.ts';

const root = join(import.meta.dirname, '../../../..');
/** Packages that count, by instance of the demo. */
const projects = new Map<string, readonly string[]>();

beforeAll(async () => {
  const planning = planningContext(compose(), root);
  const context = openDigestContext(await readWorkspace(root), planning.registries);
  const plan = await planPipeline(join(root, 'pipelines/glyphs10/pipeline.yaml'), planning);
  for (const instance of plan.instances) {
    projects.set(instance.name, (await declareCacheInputs(plan, instance, context)).projects);
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
