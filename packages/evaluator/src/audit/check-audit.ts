import type { Estimate } from '@batchmates/stage';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import { auditRequest } from './audit-request.ts';
import type { AuditParams } from './params.ts';
import { sampleImages } from './select-images.ts';

/** Looks for what stops `evaluator/audit`: statistics that nobody pools, and a split that cannot be arranged in batches of this size. */
export async function checkAudit(context: NetworkCheck<AuditParams>): Promise<Estimate | void> {
  const { statistics, images: count, seed } = context.params;
  return checkNetworkStage(context, {
    statistics,
    async withImages({ labels }, { info }) {
      const classes = info.classNames.length;
      const chosen =
        count === undefined
          ? labels.keys()
          : sampleImages({ labels, classes }, { count, seed, name: 'images' });
      await auditRequest(context, { labels: Uint16Array.from(chosen, (image) => labels[image]!), classes });
    },
  });
}
