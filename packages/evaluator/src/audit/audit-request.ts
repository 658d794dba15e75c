import type { TestImages } from '@batchmates/protocols';
import type { EvaluatorServices } from '../session/services.ts';
import { chosenWay } from './fill-options.ts';
import type { AuditParams } from './params.ts';
import { planCells, type CellPlan, type CellPlanRequest } from './plan-cells.ts';

/** What a plan of cells is made from. */
export interface AuditRequestOptions {
  readonly params: AuditParams;
  readonly services: Pick<EvaluatorServices, 'protocols'>;
  readonly pipelineDirectory: string;
}

/** The cells of an audit of the given images, and what they were planned from. Throws what `chosenWay` and `planCells` throw. */
export async function auditRequest(
  { params, services, pipelineDirectory: directory }: AuditRequestOptions,
  { labels, classes }: Pick<TestImages, 'labels' | 'classes'>,
): Promise<{ readonly request: CellPlanRequest; readonly plan: CellPlan }> {
  const { batchSize, statistics, arrangements, seed } = params;
  const fill = { batchSize, statistics, classes, labels };
  const [measuredAs, servedAs] = await Promise.all([
    chosenWay(params.measuredAs, { param: 'measuredAs', services, directory }, fill),
    chosenWay(params.servedAs, { param: 'servedAs', services, directory }, fill),
  ]);
  const request = { ...fill, images: { labels, classes }, measuredAs, servedAs, arrangements, seed };
  return { request, plan: planCells(request) };
}
