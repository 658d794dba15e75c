import { resolve } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { StageContext, StageReport } from '@batchmates/stage';
import { readComparison, writeComparison } from './comparison.ts';
import type { CompareParams } from './compare-params.ts';
import { openReport } from './open-report.ts';

/** Runs `report/compare`; throws a `UserError` (`report/nothing-to-compare`) for fewer than two reports. */
export async function runCompare(
  context: StageContext<CompareParams, unknown, { readonly reports: readonly Artifact[] }>,
): Promise<StageReport> {
  const { inputs, params, output, pipelineDirectory } = context;
  const named = await Promise.all(
    params.reports.map((folder) => openReport(resolve(pipelineDirectory, folder))),
  );
  const artifacts = [...inputs.reports, ...named];
  if (artifacts.length < 2) {
    throw new UserError({
      code: 'report/nothing-to-compare',
      what: `stage ${context.instance}`,
      expected: 'two reports or more',
      received: String(artifacts.length),
      remedy: 'connect input reports, or list folders in the parameter reports',
    });
  }
  await writeComparison(output, await readComparison(artifacts, { title: params.title, folder: output }));
  return { reports: artifacts.length };
}
