import { openDataset, type Dataset, type Split } from '@batchmates/dataset';
import { resolveStatistics, type StatisticsKind } from '@batchmates/protocols';
import { artifactToCheck, type CheckContext, type Estimate } from '@batchmates/stage';
import { assertImages } from './assert-images.ts';
import { assertPooledViews, type ViewsAsked } from './assert-pooled-views.ts';
import type { networkStage } from './network-stage.ts';
import type { EvaluatorServices } from './services.ts';

/** What a stage of this package can be checked with before anything runs. */
export type NetworkCheck<Params> = CheckContext<Params, EvaluatorServices, (typeof networkStage)['inputs']>;

/** Params that every check looks at. */
interface Checked {
  readonly engine: string;
  readonly split: string;
  /** Of stages that predict. */
  readonly views?: ViewsAsked['views'] | undefined;
  readonly flip?: boolean | undefined;
}

/** What a check asks for besides. */
export interface CheckOptions {
  /** The statistics that single images are normalised with, if the stage uses any. */
  readonly statistics?: StatisticsKind;
  /** Called with the split, if the data set is there; gives what is known of the size of the results. */
  readonly withImages?: (tested: Split, dataset: Dataset) => Estimate | void | Promise<Estimate | void>;
}

/** Looks for what stops a stage that runs a network: an unknown engine, statistics that nobody pools, or over other views, an absent or empty split. */
export async function checkNetworkStage<Params extends Checked>(
  { params, inputs, services }: NetworkCheck<Params>,
  { statistics = 'batch', withImages }: CheckOptions = {},
): Promise<Estimate | void> {
  const [network] = inputs.checkpoint;
  const isModel = network?.type === 'model';
  await services.engines.assertKnown(params.engine, isModel ? 'model' : 'inference');
  const { population, populationViews } = network?.foreseen ?? {};
  if (population === false) resolveStatistics(statistics, undefined);
  if (params.views !== undefined) {
    const tested = { views: params.views, flip: params.flip };
    assertPooledViews(statistics, { pooled: populationViews as ViewsAsked | undefined, tested });
  }
  const dataset = artifactToCheck(inputs.dataset);
  if (dataset === undefined) return;
  const opened = await openDataset(dataset.directory);
  const images = await opened.split(params.split);
  assertImages(images);
  return withImages?.(images, opened);
}
