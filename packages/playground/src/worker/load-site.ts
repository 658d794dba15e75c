import { decodeState } from '@batchmates/checkpoint';
import type { Engine } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { match } from 'ts-pattern';
import type { SiteCheckpoint, SiteData, SiteNetwork } from '../site-data.ts';
import { fetchSiteFile, readSiteData } from '../site-files.ts';
import { loadModel } from './load-model.ts';
import type { LoadedNetwork } from './loaded-network.ts';
import { openEngines } from './open-engines.ts';

/** A site with its networks compiled. */
export interface LoadedSite {
  readonly data: SiteData;
  readonly networks: readonly LoadedNetwork[];
  /** What computes, e.g. `TensorFlow.js 4.22.0, WebAssembly with SIMD`. */
  readonly engine: string;
}

/**
 * Reads the description and the networks of the site at `siteUrl` (its folder, with a slash at the end). Throws a `UserError` when a file is absent or
 * damaged, or a model does not run.
 */
export async function loadSite(siteUrl: string): Promise<LoadedSite> {
  const data = await readSiteData(siteUrl);
  const [engines, ...files] = await Promise.all([
    openEngines(siteUrl, data.networks),
    ...data.networks.map((network) => fetchFiles(siteUrl, network)),
  ]);
  const networks: LoadedNetwork[] = [];
  for (const [index, network] of data.networks.entries()) {
    networks.push(
      await match(network)
        .with({ kind: 'checkpoint' }, (each) => loadCheckpoint(each, files[index]!, engines.checkpoints()))
        .with({ kind: 'model' }, (each) => loadModel(each, files[index]!, engines.models()))
        .exhaustive(),
    );
  }
  return { data, networks, engine: engines.description };
}

function fetchFiles(siteUrl: string, network: SiteNetwork): Promise<Uint8Array[]> {
  const files = network.kind === 'model' ? [network.file, network.statisticsFile] : [network.file];
  return Promise.all(files.map((file) => fetchSiteFile(siteUrl, file)));
}

async function loadCheckpoint(
  { name, crop, normalisation, network, file }: SiteCheckpoint,
  [bytes]: readonly Uint8Array[],
  engine: Engine,
): Promise<LoadedNetwork> {
  const { state, population } = decodeState(bytes!, { network, file });
  if (population === undefined) {
    throw new UserError({
      code: 'playground/population',
      what: `network file ${file}`,
      expected: 'population statistics',
      received: 'none',
      remedy: 'make the folder again',
    });
  }
  const program = await engine.compileInference(network, { state, precision: 'f32', threads: 1 });
  const batchNorms = network.layers.filter((layer) => layer.kind === 'batchNorm');
  return { name, crop, normalisation, program, population, batchNorms };
}
