import { viewsOf } from '@batchmates/augmentation';
import type { Split } from '@batchmates/dataset';
import type { StageReport } from '@batchmates/stage';
import {
  openTestImages,
  type PredictRequest,
  type StatisticsKind,
  type TestImages,
} from '@batchmates/protocols';
import type { Facts } from '@batchmates/results';
import { assertImages } from './assert-images.ts';
import { assertPooledViews, completeViews } from './assert-pooled-views.ts';
import { factsOf } from './facts.ts';
import { withNetwork, type OpenedNetwork } from './open-network.ts';
import type { TestParams } from './params.ts';
import type { SessionContext } from './services.ts';

/** A network, the images it is to predict, and the seed of their arrangement. */
export type Inference = Pick<PredictRequest, 'program' | 'images' | 'population' | 'seed' | 'signal'>;

/** A classifier with the test images it is to predict. */
export interface TestSession extends OpenedNetwork {
  readonly split: Split;
  readonly images: TestImages;
  /** Opens another split in the same views; to be closed by the caller. */
  openImages(split: Split): TestImages;
  /** What `predict` is to be told besides protocol and options. */
  readonly inference: Inference;
  /** Name and number of the views, as results record them. */
  readonly views: { readonly name: string; readonly count: number };
  readonly facts: Facts;
}

/**
 * Lends a stage that normalises single images by `statistics` a `TestSession`; what `use` returns is its report, to which engine and waiting
 * time are added.
 */
export async function withTestImages<Params extends TestParams>(
  context: SessionContext<Params>,
  statistics: StatisticsKind,
  use: (session: TestSession) => Promise<StageReport | void>,
): Promise<StageReport> {
  return withNetwork(context, async (network) => {
    const { classifier, dataset, selection, program } = network;
    const { params, progress, signal } = context;
    const split = await dataset.split(params.split);
    assertImages(split);
    const tested = completeViews(params, classifier);
    assertPooledViews(statistics, { pooled: classifier.populationViews, tested });
    if (statistics === 'population' && classifier.populationViews === undefined)
      progress.note('population statistics: it is not known over which views they were pooled');
    const views = viewsOf(params.views, tested);
    const { crop, normalisation } = classifier;
    const openImages = (opened: Split): TestImages =>
      openTestImages({ split: opened, info: dataset.info, crop, views, normalisation });
    const images = openImages(split);
    try {
      const report = await use({
        ...network,
        split,
        images,
        openImages,
        inference: { program, images, population: classifier.population, seed: params.seed, signal },
        views: { name: params.views, count: views.length },
        facts: factsOf(network, params),
      });
      return {
        engine: { name: selection.engine.name, description: selection.engine.description },
        precision: program.precision,
        threads: program.threads,
        waitedMs: await images.waitedMs(),
        ...report,
      };
    } finally {
      await images.close();
    }
  });
}
