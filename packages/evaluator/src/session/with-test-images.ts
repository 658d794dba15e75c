import { viewsOf } from '@batchmates/augmentation';
import type { Checkpoint } from '@batchmates/checkpoint';
import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { StageReport } from '@batchmates/stage';
import { openTestImages, type TestImages } from '@batchmates/protocols';
import type { Facts } from '@batchmates/results';
import { factsOf } from './facts.ts';
import { withNetwork, type OpenedNetwork } from './open-network.ts';
import type { TestParams } from './params.ts';
import type { SessionContext } from './services.ts';

/** A trained network with the test images it is to predict. */
export interface TestSession extends OpenedNetwork {
  readonly split: Split;
  readonly images: TestImages;
  /** Name and number of the views, as results record them. */
  readonly views: { readonly name: string; readonly count: number };
  readonly facts: Facts;
}

/** Lends a stage a `TestSession`; what `use` returns is its report, to which engine and waiting time are added. */
export async function withTestImages<Params extends TestParams>(
  context: SessionContext<Params>,
  use: (session: TestSession) => Promise<StageReport | void>,
): Promise<StageReport> {
  return withNetwork(context, async (network) => {
    const { checkpoint, dataset, selection, program } = network;
    const { params } = context;
    const split = await dataset.split(params.split);
    if (split.length === 0) {
      throw new UserError({
        code: 'evaluator/no-images',
        what: `split "${params.split}"`,
        expected: 'at least one image',
        received: 'none',
      });
    }
    const views = viewsOf(params.views, { flip: params.flip ?? flippedInTraining(checkpoint) });
    const { crop, normalisation } = checkpoint;
    const images = openTestImages({ split, info: dataset.info, crop, views, statistics: normalisation });
    try {
      const report = await use({
        ...network,
        split,
        images,
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

/** A mirrored letter is another letter: a network that never saw one must not be asked about it. */
function flippedInTraining({ training }: Checkpoint): boolean {
  const { augmentation } = training;
  return typeof augmentation === 'object' && augmentation.kind !== 'none' && augmentation.flip;
}
