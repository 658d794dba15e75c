import type { Estimate } from '@batchmates/stage';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import { auditRequest } from './audit-request.ts';
import { chosenWay } from './fill-options.ts';
import type { AuditParams } from './params.ts';
import { sampleImages } from './select-images.ts';

/**
 * Looks for what stops `evaluator/audit`: an unknown protocol, options that it has not, statistics that nobody pools, a split that cannot be arranged in
 * batches of this size.
 */
export async function checkAudit(context: NetworkCheck<AuditParams>): Promise<Estimate | void> {
  const { params, services, pipelineDirectory: directory } = context;
  const { statistics, batchSize, images: count, seed } = params;
  // Before the images are there, one of each class stands for them: what options there are does not depend on images.
  const fill = { batchSize, statistics, classes: 1, labels: [0] };
  for (const param of ['measuredAs', 'servedAs'] as const)
    await chosenWay(params[param], { param, services, directory }, fill);
  let images: { readonly labels: Uint16Array; readonly classes: number } | undefined;
  const estimate = await checkNetworkStage(context, {
    statistics,
    withImages({ labels }, { classNames: { length: classes } }) {
      images = { labels, classes };
    },
  });
  if (images === undefined) return estimate;
  const { labels, classes } = images;
  const chosen = count === undefined ? labels.keys() : sampleImages(images, { count, seed, name: 'images' });
  await auditRequest(context, { labels: Uint16Array.from(chosen, (image) => labels[image]!), classes });
  return estimate;
}
