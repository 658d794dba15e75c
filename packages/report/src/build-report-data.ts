import { auditSentence } from '@batchmates/audit';
import { trueLabelError } from '@batchmates/metrics';
import type { AuditGap, CirculateFacts } from '@batchmates/results';
import { keyOf } from './analysis/key-of.ts';
import type { ErrorTable } from './analysis/error-table.ts';
import { learningCurves } from './analysis/learning-curves.ts';
import { measuredCells } from './analysis/measured-cells.ts';
import { publishedCells } from './analysis/paper.ts';
import { allFacts, type Evidence, type ResultSource } from './evidence/evidence.ts';
import type { ReportData } from './report-data.ts';
import { namedAudits } from './sections/named-audit.ts';
import type { SectionContext } from './sections/section-context.ts';

/** The numbers of a report as `report.json` keeps them. */
export function buildReportData(
  title: string,
  { evidence, table, paired }: Pick<SectionContext, 'evidence' | 'table' | 'paired'>,
): ReportData {
  const { arms, tests, comparisons } = table;
  const paper = comparisons[0]?.own;
  return {
    schemaVersion: 3,
    title,
    subjects: subjectsOf(evidence),
    ...(paper === undefined
      ? {}
      : { paper: { name: paper.name, table: paper.table, errors: { ...paper.errors } } }),
    ...(comparisons.length > 1 && { subject: comparisons[0]!.label }),
    arms: arms.map(({ strategy, name, label, settings }) => ({ strategy, name, label, settings })),
    tests: tests.map(({ protocol: { name, statistics }, label, detail, batchSize, facts }) => ({
      protocol: name,
      statistics,
      label,
      detail,
      ...(batchSize === undefined ? {} : { batchSize }),
      settings: facts,
    })),
    cells: cellsOf(table),
    curves: learningCurves(evidence.checkpoints, table.armOfCheckpoint).map(({ label, points }) => ({
      label,
      points: [...points],
    })),
    reductions: (comparisons[0]?.reductions ?? []).map(({ before, after, ours, reduction, published }) => ({
      before,
      after,
      errors: [ours[0].error, ours[1].error],
      ...(reduction === undefined ? {} : { reduction }),
      ...(published === undefined ? {} : { published }),
    })),
    comparisons: [...paired.ofTests, ...paired.ofArms].map(
      ({ common, differsIn, first, second, comparison, adjusted }) => ({
        ...{ common, differsIn, first, second, runs: comparison.runs, images: comparison.images },
        ...{ difference: comparison.difference, interval: comparison.interval },
        ...{ pValue: comparison.pValue, corrected: adjusted },
      }),
    ),
    pseudoLabels: evidence.pseudoLabels.map(({ facts, ...source }) => ({
      arm: table.armOf({ facts, ...source }).label,
      start: facts.start,
      update: facts.update,
      errors: facts.rounds.map(({ error }) => error),
    })),
    // Of those that had images and batches: a rate of nothing is none.
    circulations: evidence.circulations.filter(isMeasured).map(({ facts, ...source }) => ({
      arm: table.armOf({ facts, ...source }).label,
      weakMissingRate: facts.weak.missingRate,
      weakMissingInterval: facts.weak.missingInterval,
      strongMissingRate: facts.strong.missingRate,
      pairsDistinctRate: facts.pairs.distinctRate,
      weakMissingChance: facts.weak.missingChance,
      strongMissingChance: facts.strong.missingChance,
      pairsDistinctChance: facts.pairs.distinctChance,
    })),
    ...(evidence.audits.length > 0 && { audits: auditsOf({ evidence, table }) }),
  };
}

function isMeasured({ facts }: ResultSource<CirculateFacts>): boolean {
  return facts.unsure === undefined && facts.weak.images > 0;
}

function auditsOf(context: Pick<SectionContext, 'evidence' | 'table'>): NonNullable<ReportData['audits']> {
  const gap = (found: AuditGap | null) =>
    found === null ? null : { difference: found.difference, interval: found.interval };
  return namedAudits(context).map(({ name, source }) => ({
    name,
    arm: context.table.armOf(source).label,
    sentence: auditSentence(source.facts),
    measuredLessServed: gap(source.facts.measuredLessServed),
    labelGain: gap(source.facts.labelGain),
    batchCost: gap(source.facts.batchCost),
  }));
}

function subjectsOf(evidence: Evidence): ReportData['subjects'] {
  const found = allFacts(evidence).map(({ dataset, network, training }) => ({
    dataset: dataset.description,
    split: dataset.split,
    classes: dataset.classNames.length,
    network: network.name,
    width: network.width,
    parameters: network.parameters,
    epochs: training.epochs,
  }));
  return [...new Map(found.map((subject) => [keyOf(subject), subject])).values()];
}

function cellsOf(table: ErrorTable): ReportData['cells'] {
  return measuredCells(table).map(({ arm, test, cell }) => {
    const { error, interval, deviation, images, runs } = cell;
    const paperError = table.publishedError(arm, test);
    const published = publishedCells.find((name) => table.comparisons[0]?.counterpart(name)?.cell === cell);
    return {
      arm: table.arms.indexOf(arm),
      test: table.tests.indexOf(test),
      error,
      ...(interval === undefined ? {} : { interval }),
      ...(deviation === undefined ? {} : { deviation }),
      images,
      runs: runs.map((run) => ({
        folder: run.folder,
        identity: run.artifact.identity,
        trainingSeed: run.facts.training.seed,
        seed: run.facts.seed,
        error: run.tally.error,
        ...(run.predictions.trueLabels !== undefined && {
          trueLabelError: trueLabelError.compute(run)!.error,
        }),
      })),
      ...(published === undefined ? {} : { published }),
      ...(paperError === undefined ? {} : { paperError }),
    };
  });
}
