import type { Statistics } from '@batchmates/engine';
import { match } from 'ts-pattern';
import { layerDistances } from './layer-distances.ts';
import { loadSite, type LoadedSite } from './load-site.ts';
import type { LoadedNetwork } from './loaded-network.ts';
import type { Answers, Distances, PlaygroundStatistics, WorkerReply, WorkerRequest } from './messages.ts';
import { presentImages } from './present-images.ts';

/** Gives the reply to a request; never rejects. Requests are served one after the other, in their order. */
export type Serve = (request: WorkerRequest) => Promise<WorkerReply>;

/** What answers the requests of a page. */
export function openSession(): Serve {
  let site: LoadedSite | undefined;
  const serve = async (request: WorkerRequest): Promise<WorkerReply> => {
    const { id } = request;
    const begun = performance.now();
    return match(request)
      .returnType<Promise<WorkerReply>>()
      .with({ kind: 'load' }, async ({ siteUrl }) => {
        site = await loadSite(siteUrl);
        return { kind: 'loaded', id, engine: site.engine, ms: performance.now() - begun };
      })
      .with({ kind: 'answer' }, async ({ images, statistics }) => ({
        ...{ kind: 'answers' as const, id },
        ...(await answer(loaded(site), images, statistics)),
      }))
      .with({ kind: 'distances' }, async ({ images }) => ({
        ...{ kind: 'distances' as const, id },
        ...(await distances(loaded(site), images)),
      }))
      .exhaustive();
  };
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const reply = last
      .then(() => serve(request))
      .catch((error: unknown): WorkerReply => {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', id: request.id, message };
      });
    last = reply;
    return reply;
  };
}

function loaded(site: LoadedSite | undefined): LoadedSite {
  if (site === undefined) throw new Error('internal: asked before anything was loaded');
  return site;
}

async function answer(
  { data, networks }: LoadedSite,
  images: Uint8Array,
  statistics: PlaygroundStatistics,
): Promise<Answers> {
  const begun = performance.now();
  const answers = [];
  for (const network of networks) {
    const presented = presentImages(images, { image: data.image, ...network });
    const probabilities = await network.program.infer(presented, statisticsOf(network, statistics));
    answers.push({ name: network.name, probabilities });
  }
  return { networks: answers, ms: performance.now() - begun };
}

function statisticsOf({ population }: LoadedNetwork, statistics: PlaygroundStatistics): Statistics {
  return match(statistics)
    .returnType<Statistics>()
    .with('batch', () => ({ kind: 'batch' }))
    .with('population', () => ({ kind: 'fixed', moments: population }))
    .exhaustive();
}

async function distances({ data, networks }: LoadedSite, images: Uint8Array): Promise<Distances> {
  const found = [];
  for (const { name, batchNorms, program, population, crop, normalisation } of networks) {
    const moments = await program.moments(presentImages(images, { image: data.image, crop, normalisation }));
    found.push({ name, layers: layerDistances(batchNorms, moments, population) });
  }
  return { networks: found };
}
