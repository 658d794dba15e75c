import { decodeState } from '@batchmates/checkpoint';
import type { Engine, InferenceProgram, Moments } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { SiteData, SiteNetwork } from '../site-data.ts';
import { fetchSiteFile, readSiteData } from '../site-files.ts';

/** A network of a site, compiled. */
export interface LoadedNetwork extends SiteNetwork {
  readonly program: InferenceProgram;
  readonly population: Moments;
}

/** A site with its networks compiled on an engine. */
export interface LoadedSite {
  readonly data: SiteData;
  readonly networks: readonly LoadedNetwork[];
}

/**
 * Reads the description and the networks of the site at `siteUrl` (its folder, with a slash at the end), on an engine that may still be starting. Throws a
 * `UserError` when a file is absent or damaged.
 */
export async function loadSite(siteUrl: string, starting: Promise<Engine>): Promise<LoadedSite> {
  const data = await readSiteData(siteUrl);
  const files = data.networks.map(({ file }) => fetchSiteFile(siteUrl, file));
  const [engine, ...bytes] = await Promise.all([starting, ...files]);
  const networks: LoadedNetwork[] = [];
  for (const [index, each] of data.networks.entries()) {
    networks.push(await loadNetwork(each, bytes[index]!, engine));
  }
  return { data, networks };
}

async function loadNetwork(each: SiteNetwork, bytes: Uint8Array, engine: Engine): Promise<LoadedNetwork> {
  const { network, file } = each;
  const { state, population } = decodeState(bytes, { network, file });
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
  return { ...each, program, population };
}
