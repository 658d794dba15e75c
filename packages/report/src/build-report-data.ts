import { keyOf } from './analysis/distinguish.ts';
import type { ErrorTable } from './analysis/error-table.ts';
import { learningCurves } from './analysis/learning-curves.ts';
import { publishedCells } from './analysis/paper.ts';
import { reductionsOf } from './analysis/reductions.ts';
import type { Evidence } from './evidence/evidence.ts';
import type { ReportData } from './report-data.ts';

/** The numbers of a report as `report.json` keeps them. */
export function buildReportData(title: string, evidence: Evidence, table: ErrorTable): ReportData {
  const { arms, tests, comparisons } = table;
  const paper = comparisons[0]?.paper;
  return {
    schemaVersion: 1,
    title,
    subjects: subjectsOf(evidence),
    ...(paper === undefined
      ? {}
      : { paper: { name: paper.name, table: paper.table, errors: { ...paper.errors } } }),
    arms: arms.map(({ strategy, label }) => ({ strategy, label })),
    tests: tests.map(({ protocol, statistics, label, detail }) => ({ protocol, statistics, label, detail })),
    cells: cellsOf(table),
    curves: learningCurves(evidence.checkpoints).map(({ label, points }) => ({ label, points: [...points] })),
    reductions: (comparisons[0] === undefined ? [] : reductionsOf(comparisons[0])).map(
      ({ before, after, ours, reduction, published }) => ({
        before,
        after,
        errors: [ours[0].error, ours[1].error],
        ...(reduction === undefined ? {} : { reduction }),
        ...(published === undefined ? {} : { published }),
      }),
    ),
    pseudoLabels: evidence.pseudoLabels.map(({ metrics }) => ({
      arm: table.armOf(metrics).label,
      start: metrics.start,
      update: metrics.update,
      errors: metrics.rounds.map(({ error }) => error),
    })),
    circulations: evidence.circulations.map(({ metrics: { weak, strong, pairs, ...metrics } }) => ({
      arm: table.armOf(metrics).label,
      weakMissingRate: weak.missingRate,
      weakMissingInterval: weak.missingInterval,
      strongMissingRate: strong.missingRate,
      pairsDistinctRate: pairs.distinctRate,
    })),
  };
}

function subjectsOf({
  evaluations,
  assignments,
  pseudoLabels,
  circulations,
}: Evidence): ReportData['subjects'] {
  const found = [...evaluations, ...assignments, ...pseudoLabels, ...circulations].map(
    ({ metrics: { dataset, network, training } }) => ({
      dataset: dataset.description,
      split: dataset.split,
      classes: dataset.classNames.length,
      network: network.name,
      width: network.width,
      parameters: network.parameters,
      epochs: training.epochs,
    }),
  );
  return [...new Map(found.map((subject) => [keyOf(subject), subject])).values()];
}

function cellsOf(table: ErrorTable): ReportData['cells'] {
  const { arms, tests } = table;
  return arms.flatMap((arm, armIndex) =>
    tests.flatMap((test, testIndex) => {
      const cell = table.cell(arm, test);
      if (cell === undefined) return [];
      const paperError = table.publishedError(arm, test);
      const published = publishedCells.find((name) => {
        const counterpart = table.comparisons[0]?.counterpart(name);
        return counterpart?.arm === arm && counterpart.test === test;
      });
      return [
        {
          arm: armIndex,
          test: testIndex,
          error: cell.error,
          ...(cell.interval === undefined ? {} : { interval: cell.interval }),
          ...(cell.deviation === undefined ? {} : { deviation: cell.deviation }),
          images: cell.images,
          runs: cell.runs.map(({ folder, artifact, metrics }) => ({
            folder,
            identity: artifact.identity,
            trainingSeed: metrics.training.seed,
            seed: metrics.seed,
            error: metrics.error,
          })),
          ...(published === undefined ? {} : { published }),
          ...(paperError === undefined ? {} : { paperError }),
        },
      ];
    }),
  );
}
