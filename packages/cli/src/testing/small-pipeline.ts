import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Artifact } from '@batchmates/artifact';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import type { Progress } from '@batchmates/stage';
import { temporaryFolder } from '@batchmates/stage/testing';
import { openDigestContext } from '../digest/digest-context.ts';
import { compose, planningContext } from '../registry/services.ts';
import { runInstance } from '../run-instance.ts';
import { readWorkspace } from '../workspace.ts';

const PIPELINE = `
name: small
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { batching: [standard, balanced] }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: '\${batching}'
      epochs: 1
      threads: 1
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix: { protocol: [standard, balanced] }
    with: { protocol: '\${protocol}', threads: 1 }
  pseudo-label:
    uses: evaluator/pseudo-label
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { rounds: 2, threads: 1 }
  report:
    uses: report/report
    in: { results: [evaluate, pseudo-label], checkpoints: train, datasets: glyphs }
    matrix: { title: [one, two] }
    with: { title: '\${title}' }
  compare:
    uses: report/compare
    in: { reports: report }
`;

const SOURCE = fileURLToPath(new URL('../../../..', import.meta.url));

const silent: Progress = {
  note: () => undefined,
  start: () => ({ advance: () => undefined, stop: () => undefined }),
};

/** A pipeline of real stages, from letters to a comparison of reports, in a temporary folder; small enough for tests. */
export interface SmallPipeline {
  readonly root: string;
  readonly plan: Plan;
  /** Runs one instance in this process, as `batchmates run` does; without progress, to its end, unless it is told otherwise. */
  run(
    instance: PlannedInstance,
    options?: { readonly progress?: Progress; readonly signal?: AbortSignal },
  ): Promise<Artifact>;
}

/** Writes and plans the pipeline, or another one (the text of its file); nothing has run yet. */
export async function createSmallPipeline(text: string = PIPELINE): Promise<SmallPipeline> {
  const [pipeline] = await createSmallPipelines({ small: text });
  return pipeline!;
}

/** Writes and plans several pipelines in one folder, which may read each other: the texts of their files by their names. */
export async function createSmallPipelines(
  texts: Readonly<Record<string, string>>,
): Promise<readonly SmallPipeline[]> {
  const root = await temporaryFolder();
  const written = Object.entries(texts).map(async ([name, text]) => {
    const folder = join(root, 'pipelines', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'pipeline.yaml'), text);
    return join(folder, 'pipeline.yaml');
  });
  const files = await Promise.all(written);
  const composition = compose();
  const planning = planningContext(composition, root);
  const workspace = await readWorkspace(SOURCE);
  // The code and libraries of this repository, whose digests it remembers; everything else in the temporary folder.
  const context = { ...openDigestContext(workspace, planning.registries), workspace: { ...workspace, root } };
  const { services } = composition;
  return Promise.all(
    files.map(async (file) => {
      const plan = await planPipeline(file, planning);
      return {
        root,
        plan,
        run: (instance, { progress = silent, signal = new AbortController().signal } = {}) =>
          runInstance({ plan, instance, context, services, progress, signal }),
      };
    }),
  );
}
