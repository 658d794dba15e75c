import type { PipelineWatch, StageView } from './pipeline-view.ts';
import type { ServedFile } from './served-artifact.ts';

/** The type of artifacts that are a static site: what `report/site` leaves. */
const SITE = 'site';

/** A folder with the playground of a pipeline. */
export interface PlaygroundSite {
  readonly directory: string;
  readonly files: readonly ServedFile[];
}

/** The playground of a pipeline. */
export interface Playground {
  /** Where it is now; undefined where there is none. */
  site(): Promise<PlaygroundSite | undefined>;
}

/** The playground that a pipeline's stages have made. */
export function playgroundOf(watch: PipelineWatch): Playground {
  return { site: async () => madeSite((await watch.look()).stages) };
}

/** Of the artifacts of type `site` the first that is up to date, else the first that there is. */
export function madeSite(stages: readonly StageView[]): StageView | undefined {
  const sites = stages.filter(({ type, files }) => type === SITE && files.length > 0);
  return sites.find(({ state }) => state === 'current') ?? sites[0];
}
