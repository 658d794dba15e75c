import { resolveChoice, type StageReport } from '@batchmates/stage';
import { buildDocument } from './build-document.ts';
import { buildErrorTable } from './analysis/error-table.ts';
import { buildReportData } from './build-report-data.ts';
import { pairedTests } from './analysis/paired.ts';
import { loadPlotter } from './charts/plot.ts';
import { allFacts, type Evidence } from './evidence/evidence.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { renderErrorTable } from './render/render-error-table.ts';
import type { ReportContext } from './report-context.ts';
import { imagesCsv } from './render/images-csv.ts';
import { writeReport } from './write-report.ts';

/** Runs `report/report`. */
export async function runReport(context: ReportContext): Promise<StageReport> {
  const { inputs, params, output, pipelineDirectory, services } = context;
  const metrics = await Promise.all(
    params.metrics.map(
      async (choice) => (await resolveChoice(services.metrics, choice, pipelineDirectory)).item,
    ),
  );
  const evidence = await readEvidence({
    results: inputs.results,
    checkpoints: inputs.checkpoints,
    datasets: inputs.datasets,
    // The output folder becomes the artifact by a rename among siblings: relative links stay true.
    reportDirectory: output,
  });
  const table = buildErrorTable(evidence, params.paper);
  const paired = pairedTests(table);
  const data = buildReportData(params.title ?? titleOf(evidence), { evidence, table, paired });
  const parts = { evidence, table, paired, metrics, plotter: await loadPlotter() };
  const document = await buildDocument(parts, data);
  await writeReport(output, {
    document,
    data,
    errorTable: renderErrorTable(data),
    images: imagesCsv(parts),
  });
  return { sections: document.sections.length, results: inputs.results.length };
}

/** A heading from what was tested: the name of a folder is no part of what a report is made from. */
function titleOf(evidence: Evidence): string {
  const tested = new Set(allFacts(evidence).map(({ dataset }) => dataset.description));
  return ['Batchmates', [...tested].join('; ')].filter((part) => part !== '').join(' on ');
}
