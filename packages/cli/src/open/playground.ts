import { mkdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digestValue, openArtifact, openVerified, type Artifact } from '@batchmates/artifact';
import type { Model } from '@batchmates/classifier';
import { openDataset } from '@batchmates/dataset';
import { findWebRuntime } from '@batchmates/engine-onnx';
import { UserError } from '@batchmates/errors';
import { PLAYGROUND_FOLDER, SITE_PAGE } from '@batchmates/playground';
import { filesBelow } from '../files-below.ts';
import { ownVersion } from '../own-package.ts';
import type { PipelineWatch } from './watch-pipeline.ts';
import type { PlaygroundSource, StageView } from './pipeline-view.ts';
import { removeOthers } from './remove-others.ts';
import type { ServedFile } from './served-artifact.ts';

/** A folder with the playground of a pipeline. */
export interface PlaygroundSite {
  readonly directory: string;
  readonly files: readonly ServedFile[];
  /** Before the paths of its files: where it is a part of the folder, that part's name and a slash. */
  readonly prefix: string;
}

/** The playground of a pipeline. */
export interface Playground {
  /** Where it is now; undefined where there is none. Throws a `UserError` where it cannot be made of what there is. */
  site(): Promise<PlaygroundSite | undefined>;
}

/** The playground that a stage has made, else one that is made in `.cache/playgrounds` when it is first asked for. */
export function playgroundOf(watch: PipelineWatch): Playground {
  const made = new Map<string, Promise<PlaygroundSite | undefined>>();
  return {
    async site() {
      const { playground: source } = await watch.look();
      if (source === undefined) return undefined;
      if (source.kind === 'artifact') return siteOf(source.site);
      const key = JSON.stringify([source.dataset, ...source.checkpoints].map(({ artifact }) => artifact));
      // Requests for its files come together; one that failed is tried again by the next.
      const making =
        made.get(key) ?? makeSite(source, join(watch.root, '.cache', 'playgrounds', watch.plan.name));
      made.set(key, making);
      making.catch(() => made.delete(key));
      return making;
    },
  };
}

/** What `report/site` leaves has its playground in a folder; a site of another stage is taken for one as a whole. */
function siteOf({ directory, files }: StageView): PlaygroundSite {
  const prefix = `${PLAYGROUND_FOLDER}/`;
  const hasPlayground = files.some(({ path }) => path === prefix + SITE_PAGE);
  return { directory, files, prefix: hasPlayground ? prefix : '' };
}

type Networks = Extract<PlaygroundSource, { readonly kind: 'networks' }>;

/** Makes the playground in a folder below `cache`, unless one of the same networks, images and page is there; others go. Networks without batch norm have none. */
async function makeSite(
  { dataset, checkpoints }: Networks,
  cache: string,
): Promise<PlaygroundSite | undefined> {
  const { pageFolder, readClassifiers, writePlayground } = await import('@batchmates/playground');
  const [images, ...all] = await Promise.all(
    [dataset, ...checkpoints].map(({ directory }) => openArtifact(directory)),
  );
  const networks = thoseThatRun(all);
  const page = `${ownVersion()} ${basename(await pageFolder())}`;
  const name = digestValue({ page, read: [images!, ...networks].map(({ identity }) => identity) }).slice(
    0,
    32,
  );
  const directory = join(cache, name);
  if (!existsSync(directory)) {
    await Promise.all([images!, ...networks].map(({ directory }) => openVerified(directory)));
    const read = await readClassifiers(networks);
    const calibrated = read.checkpoints.filter(({ population }) => population !== undefined);
    const models = read.models.filter(dependsOnBatch);
    if (calibrated.length + models.length === 0) return undefined;
    const partial = join(cache, `.${randomUUID()}`);
    await mkdir(partial, { recursive: true });
    try {
      await writePlayground(partial, {
        dataset: await openDataset(images!.directory),
        split: 'test',
        checkpoints: calibrated,
        models,
        imagesPerClass: 20,
        seed: 0,
        home: '../index.html',
      });
      await rename(partial, directory).catch((error: unknown) => {
        // Another process was faster.
        if (!existsSync(directory)) throw error;
      });
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }
  await removeOthers(cache, name);
  return { directory, files: await filesBelow(directory), prefix: '' };
}

/** Where ONNX Runtime for browsers is not installed, networks without the models; the models alone are left for the error that says what to install. */
function thoseThatRun(networks: readonly Artifact[]): readonly Artifact[] {
  const ours = networks.filter(({ manifest }) => manifest.type !== 'model');
  return ours.length === 0 || ours.length === networks.length || hasWebRuntime() ? networks : ours;
}

function hasWebRuntime(): boolean {
  try {
    findWebRuntime();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Whether a model has batch norms, and statistics for them that are not the batch's. */
function dependsOnBatch({ batchNorms, population }: Model): boolean {
  const isFixed = population !== undefined || batchNorms.every(({ statistics }) => statistics === 'running');
  return batchNorms.length > 0 && isFixed;
}
