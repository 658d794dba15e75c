import type { Estimate } from '@batchmates/stage';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import { auditRequest } from './audit-request.ts';
import type { AuditParams } from './params.ts';
import { sampleImages } from './select-images.ts';

/** Looks for what stops `evaluator/audit`: statistics that nobody pools, and a split that cannot be arranged in batches of this size. */
export async function checkAudit(context: NetworkCheck<AuditParams>): Promise<Estimate | void> {
  const { statistics, images: count, seed } = context.params;
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
