import { count, percent } from '@batchmates/metrics';
import { relativeReduction } from './analysis/reductions.ts';
import type { ErrorCell } from './analysis/error-cell.ts';
import { isShown, tellDifference, type PairedRow } from './analysis/paired.ts';
import type { Inline, ReportDocument, Section } from './document/document.ts';
import { assignmentSection } from './sections/assignment-section.ts';
import { auditSection } from './sections/audit-section.ts';
import { circulateSection } from './sections/circulate-section.ts';
import { classesSection } from './sections/classes-section.ts';
import { curvesSection } from './sections/curves-section.ts';
import { imagesSection } from './sections/images-section.ts';
import { metricsSection } from './sections/metrics-section.ts';
import { pairedSection } from './sections/paired-section.ts';
import { paperSection } from './sections/paper-section.ts';
import { describedArtifacts, provenanceSection } from './sections/provenance-section.ts';
import { pseudoLabelSection } from './sections/pseudo-label-section.ts';
import { reliabilitySection } from './sections/reliability-section.ts';
import { resultSection } from './sections/result-section.ts';
import { runsSection } from './sections/runs-section.ts';
import type { SectionContext } from './sections/section-context.ts';
import { trueLabelsSection } from './sections/true-labels-section.ts';
import type { ReportData } from './report-data.ts';

/** The report as a document: every section for which there is evidence. */
export async function buildDocument(context: SectionContext, data: ReportData): Promise<ReportDocument> {
  const sections: (Section | undefined)[] = [
    resultSection(context),
    paperSection(context),
    curvesSection(context),
    auditSection(context),
    await circulateSection(context),
    pseudoLabelSection(context),
    assignmentSection(context),
    classesSection(context),
    reliabilitySection(context),
    trueLabelsSection(context),
    metricsSection(context),
    pairedSection(context),
    await imagesSection(context),
    runsSection(context),
    provenanceSection(context),
  ];
  return {
    title: data.title,
    lede: lede(context),
    badges: badges(data),
    sections: sections.filter((section) => section !== undefined),
    described: describedArtifacts(context.evidence),
  };
}

function lede({ table, paired }: SectionContext): Inline[] {
  const question = 'What does a network with batch normalization learn from the company its images keep? ';
  const comparison = table.comparisons.find(
    ({ counterpart }) => counterpart('balanced/standard') && counterpart('balanced/balanced'),
  );
  if (comparison === undefined)
    return [question, 'Errors by way of training and of testing, as far as they were measured.'];
  const { label, own, counterpart } = comparison;
  const [alone, together] = [counterpart('balanced/standard')!.cell, counterpart('balanced/balanced')!.cell];
  const standard = counterpart('standard/standard');
  return [
    question,
    label === ''
      ? 'Trained on balanced batches, this one errs on '
      : `Trained on balanced batches (${label}), it errs on `,
    { text: percent(alone.error), strong: true },
    ' of the test images judged one by one and on ',
    { text: percent(together.error), strong: true },
    ` of the same images in balanced batches${readsBatch(together) ? ', normalised by the batch’s own statistics' : ''}: `,
    outcome(
      [alone, together],
      paired.ofTests.find(({ cells }) => cells[0] === alone && cells[1] === together),
    ),
    ...(own === undefined
      ? []
      : [
          ` (in the paper ${percent(relativeReduction(own.errors['balanced/standard']!, own.errors['balanced/balanced']!)!, 0)} fewer)`,
        ]),
    '.',
    ...(standard === undefined
      ? []
      : [` Trained the standard way it errs on ${percent(standard.cell.error)} one by one.`]),
  ];
}

/** Whether batch norm had statistics of batches to read: group norm has none. */
function readsBatch({ runs }: ErrorCell): boolean {
  return runs.some(({ provenance }) => provenance.training['norm.kind'] !== 'group');
}

/** How many errors fewer, if a comparison of the same images shows a difference. */
function outcome([before, after]: readonly [ErrorCell, ErrorCell], row: PairedRow | undefined): string {
  if (row === undefined) return 'they were not measured on the same images, so that nothing is compared';
  if (!isShown(row)) return `no difference shown, ${tellDifference(row)}`;
  const reduction = relativeReduction(before.error, after.error);
  const told =
    reduction === undefined
      ? 'more errors'
      : `${percent(Math.abs(reduction), 0)} ${reduction >= 0 ? 'fewer' : 'more'} errors`;
  return `${told}, ${tellDifference(row)}`;
}

function badges({ subjects, cells }: ReportData): string[] {
  const distinct = (values: readonly string[]) => [...new Set(values)].join(' · ');
  const images = Math.max(0, ...cells.map((cell) => cell.images));
  const counts = cells.map((cell) => cell.runs.length);
  const runs = Math.max(0, ...counts);
  const several = counts.every((each) => each === runs) ? `${runs}` : `up to ${runs}`;
  return [
    distinct(subjects.map(({ dataset }) => dataset)),
    distinct(subjects.map(({ network, width }) => `${network}, width ${width}`)),
    distinct(
      subjects.map(({ epochs }) =>
        epochs === null ? 'imported' : `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`,
      ),
    ),
    images === 0 ? '' : `${count(images)} test images`,
    runs > 1 ? `${several} runs per cell` : '',
  ].filter((badge) => badge !== '');
}
