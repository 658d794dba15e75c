import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { defineStage, type Stage } from '@batchmates/stage';
import { registryOf, temporaryFolder } from '@batchmates/stage/testing';
import { z } from 'zod';
import { artifactDirectory } from '../../../src/artifact-directory.ts';
import { ownOrigin } from '../../../src/digest/differences.ts';
import { openDigestContext, type DigestContext } from '../../../src/digest/digest-context.ts';
import { explain, type Verdict } from '../../../src/digest/explain.ts';
import { localDigest, workDigest } from '../../../src/digest/instance-digests.ts';
import { needsOf } from '../../../src/digest/standing-artifacts.ts';
import { readWorkspace } from '../../../src/workspace.ts';

const FOLDER = 'pipelines/p';

/** Everything that is in the workspace, by path from its root. */
const FILES = {
  'nx.json': {},
  'package-lock.json': {
    packages: {
      'node_modules/library': {
        version: '1.0.0',
        integrity: 'sha512-a',
        dependencies: { below: '*' },
        optionalDependencies: { maybe: '*', absent: '*' },
        peerDependencies: { beside: '*' },
      },
      'node_modules/below': { version: '2.0.0', dependencies: { library: '*' } },
      'node_modules/maybe': { version: '3.0.0' },
      'node_modules/beside': { version: '4.0.0' },
      'node_modules/formatter': { version: '5.0.0' },
      'node_modules/@scope/tool': { version: '6.0.0' },
      'node_modules/runtime': { version: '7.0.0' },
      'node_modules/@batchmates/shared': { link: true },
    },
  },
  'packages/trainer/package.json': {
    name: '@batchmates/trainer',
    type: 'module',
    exports: './src/index.ts',
    dependencies: { library: '*', '@batchmates/shared': '*' },
  },
  'packages/trainer/src/index.ts': 'export {};',
  'packages/trainer/src/testing/laws.ts': 'export {};',
  'packages/trainer/src/deep/testing/laws.ts': 'export {};',
  'packages/trainer/test/trainer.test.ts': 'export {};',
  'packages/shared/package.json': {
    name: '@batchmates/shared',
    nx: { name: 'common' },
    peerDependencies: { formatter: '*' },
  },
  'packages/shared/src/index.ts': 'export {};',
  'packages/quick/package.json': {
    name: '@batchmates/quick',
    nx: { name: 'quick', tags: ['layer:engine'] },
    peerDependencies: { runtime: '*', uninstalled: '*' },
  },
  'packages/quick/src/index.ts': 'export {};',
  'packages/other/package.json': { name: '@batchmates/other', nx: { name: 'other', tags: ['layer:stage'] } },
  'packages/other/src/index.ts': 'export {};',
  'node_modules/my-strategies/index.js': 'export default {};',
  'node_modules/my-strategies/node_modules/its-own/index.js': 'export {};',
  [`${FOLDER}/mine.ts`]:
    "import './part.ts';\nimport 'node:fs';\nimport '@scope/tool/deep';\nimport '@batchmates/other';\n",
  [`${FOLDER}/part.ts`]: 'export {};',
  [`${FOLDER}/pictures/a.png`]: 'a',
  [`${FOLDER}/elsewhere.png`]: 'b',
};

const run = async (): Promise<void> => undefined;
const params = z.looseObject({});

/** Reads nothing but what its `sources` says. */
const imagesStage: Stage = defineStage({
  uses: 'images',
  summary: 'images',
  inputs: {},
  output: 'dataset',
  params,
  sources: (_, { pipelineDirectory }) =>
    ['elsewhere.png', 'nowhere.png'].map((name) => join(pipelineDirectory, name)),
  run,
});

/** Depends on engines, on a variable and on what its params choose. */
export const trainStage: Stage = defineStage({
  uses: 'trainer/train',
  summary: 'trains',
  inputs: { dataset: { type: 'dataset' } },
  output: 'checkpoint',
  params,
  choices: { batching: 'strategies' },
  withoutEffect: ['saveEvery'],
  usesEngine: true,
  environment: ['COLOUR'],
  run,
});

const images: PlannedInstance = {
  name: 'images',
  stageName: 'images',
  uses: 'images',
  stage: imagesStage,
  output: 'dataset',
  variant: {},
  params: {},
  inputs: {},
};

const train: PlannedInstance = {
  name: 'train',
  stageName: 'train',
  uses: 'trainer/train',
  stage: trainStage,
  output: 'checkpoint',
  variant: { seed: 1 },
  params: { epochs: 5, batching: { kind: 'standard' }, path: './pictures', saveEvery: 1 },
  inputs: { dataset: ['images'] },
};

/** A workspace of four packages in a temporary folder, and the pipeline `p` in it: images, and a training that reads them. */
export interface SmallWorld {
  readonly root: string;
  /** Absolute path of the pipeline's folder. */
  readonly folder: string;
  readonly images: PlannedInstance;
  readonly train: PlannedInstance;
  plan(instances?: readonly PlannedInstance[]): Plan;
  context(): Promise<DigestContext>;
  /** Versions of the native libraries of the engines `quick` and `other`. */
  readonly native: Map<string, string>;
  write(file: string, content: unknown): Promise<void>;
  /** Replaces a text in a file; throws where it is not there. */
  edit(file: string, from: string, to: string): Promise<void>;
  /** Leaves the artifact of an instance as a run would, with `payload` in it. */
  make(instance: PlannedInstance, payload?: string): Promise<Artifact>;
  /** What `batchmates why` says now of the instances. */
  why(...instances: readonly PlannedInstance[]): Promise<Verdict[]>;
}

/** Writes the workspace; `changed` replaces instances of the pipeline from the start. */
export async function smallWorld(
  changed: { readonly train?: Partial<PlannedInstance> } = {},
): Promise<SmallWorld> {
  const root = await temporaryFolder();
  const folder = join(root, FOLDER);
  const made = new Map<string, Artifact>();
  const world: SmallWorld = {
    root,
    folder,
    images,
    train: { ...train, ...changed.train },
    native: new Map([
      ['quick', '1.0.0'],
      ['other', '1.0.0'],
    ]),
    plan: (instances = [world.images, world.train]) => ({
      name: 'p',
      description: undefined,
      file: join(folder, 'pipeline.yaml'),
      directory: folder,
      instances,
      others: [],
    }),
    context: async () => {
      const strategies = registryOf('strategy', [{ name: 'standard' }]);
      return {
        ...openDigestContext(await readWorkspace(root), { strategies }),
        nativeLibraries: () => Promise.resolve(world.native),
      };
    },
    async write(file, content) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
    },
    async edit(file, from, to) {
      const text = await readFile(join(root, file), 'utf8');
      if (!text.includes(from)) throw new Error(`no ${from} in ${file}`);
      await writeFile(join(root, file), text.replace(from, to));
    },
    async make(instance, payload = 'one') {
      const plan = world.plan();
      const { local, cacheInputs } = await localDigest(plan, instance, await world.context());
      const { uses, params: counted, variant } = ownOrigin(instance, cacheInputs);
      const inputs = Object.fromEntries(
        Object.entries(instance.inputs).map(([input, names]) => [
          input,
          names.map((name) => made.get(name)!.identity),
        ]),
      );
      const digests = { local, work: workDigest(local, inputs) };
      const artifact = await writeArtifact(
        {
          directory: artifactDirectory(root, plan, instance.name),
          manifest: {
            type: instance.output,
            stage: uses,
            instance: instance.name,
            variant,
            params: counted,
            inputs,
          },
          facts: { pipeline: 'p', digests, cacheInputs },
        },
        (output) => writeFile(join(output, 'payload.txt'), payload),
      );
      made.set(instance.name, artifact);
      return artifact;
    },
    async why(...instances) {
      const names = new Set(instances.flatMap((each) => [each.name, ...needsOf(each)]));
      const others = [world.images].filter(({ name }) => !instances.some((each) => each.name === name));
      return explain(world.plan([...others, ...instances]), names, await world.context());
    },
  };
  for (const [file, content] of Object.entries(FILES)) await world.write(file, content);
  return world;
}
