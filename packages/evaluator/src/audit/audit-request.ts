import type { TestImages } from '@batchmates/protocols';
import { chosenWay, type AuditPlace } from './fill-options.ts';
import type { AuditParams } from './params.ts';
import { planCells, type CellPlan, type CellPlanRequest } from './plan-cells.ts';

/** The cells of an audit of the given images, and what they were planned from. Throws what `planCells` throws. */
export async function auditRequest(
  { params, ...place }: AuditPlace & { readonly params: AuditParams },
  { labels, classes }: Pick<TestImages, 'labels' | 'classes'>,
): Promise<{ readonly request: CellPlanRequest; readonly plan: CellPlan }> {
  const { batchSize, statistics, arrangements, seed } = params;
  const fill = { batchSize, statistics, classes, labels };
  const [measuredAs, servedAs, trainedOn] = await Promise.all([
    chosenWay(params.measuredAs, place, fill),
    chosenWay(params.servedAs, place, fill),
    params.trainedOn === undefined ? undefined : chosenWay(params.trainedOn, place, fill),
  ]);
  const request = { ...fill, measuredAs, servedAs, trainedOn, arrangements, seed };
  return { request, plan: planCells(request) };
}
