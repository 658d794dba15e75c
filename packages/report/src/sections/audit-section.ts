import {
  auditSentence,
  auditTable,
  bandOf,
  referenceBand,
  tellRange,
  type AuditRow,
} from '@batchmates/audit';
import { resultsFiles } from '@batchmates/results';
import type { Block, Prose, Section, TableBlock } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import { auditErrorsFigure, auditErrorsTable } from './audit-errors.ts';
import { attributionFigure } from './audit-layers.ts';
import { namedAudits, type NamedAudit } from './named-audit.ts';
import type { SectionContext } from './section-context.ts';

/** More audits are no figure of points any more. */
const MOST_AUDITS = 8;

/** Audits: how much answers depend on the other images of the batch, and on their labels. */
export function auditSection(context: SectionContext): Section | undefined {
  const audits = namedAudits(context);
  if (audits.length === 0) return undefined;
  const { plotter } = context;
  const withNorms = audits.filter(({ source }) => source.facts.batchNorms.length > 0);
  return {
    id: 'audit',
    title: 'How much answers depend on the other images of the batch',
    blocks: [
      ...audits.map(sentence),
      ...(withNorms.length === 0 ? [] : [numbersTable(withNorms), bandTable()]),
      ...(withNorms.length === 0 || withNorms.length > MOST_AUDITS
        ? []
        : [auditErrorsFigure(plotter, withNorms)]),
      ...withNorms.map(({ name, source }, index) => auditErrorsTable({ name, source }, index)),
      ...withNorms.flatMap((audit, index) => attributionFigure(plotter, audit, index)),
    ],
  };
}

function sentence({ name, source }: NamedAudit): Prose {
  const told = auditSentence(source.facts);
  return {
    kind: 'prose',
    content: [
      { text: `${name}. `, strong: true },
      { text: `${told.charAt(0).toUpperCase()}${told.slice(1)}`, href: linkTo(source, resultsFiles.facts) },
      '.',
    ],
  };
}

/** The numbers of all audits, one row each. */
function numbersTable(audits: readonly NamedAudit[]): TableBlock {
  const rows = audits.map(({ source }) => auditTable(source.facts));
  return {
    kind: 'table',
    id: 'audit-numbers',
    caption: 'What batchmates and their labels do',
    corner: 'Network',
    columns: rows[0]!.map(({ measure }) => ({ label: measure })),
    rows: audits.map(({ name, source }, index) => ({
      header: name,
      cells: rows[index]!.map(({ value, interval, note }: AuditRow) => ({
        text: value,
        // What it was measured on is said once, under the table.
        details: interval === '' ? [note] : [interval],
        href: linkTo(source, resultsFiles.facts),
      })),
    })),
    note: [
      'Under each number its 95 % interval; those of differences allow for batches that succeed or fail as a whole. Label gain: error in random less error in balanced batches of the same size. ',
      'Batch cost: error in random batches less error under fixed statistics. A network with batch norm has some of either, however it was trained. ',
      'Pulls: change of a probability within images, over random batches. Flips under new batchmates: one image of a random batch stays and all others are replaced.',
    ],
  };
}

/** What is usual: networks of this project, by the range of their seeds. */
function bandTable(): Block {
  return {
    kind: 'table',
    id: 'audit-reference',
    caption: 'Reference band: networks of this project',
    corner: 'Training',
    folded: true,
    columns: [
      { label: 'Data', text: true },
      { label: 'Network', text: true },
      { label: 'Batches of' },
      { label: 'Seeds' },
      { label: 'Label gain' },
      { label: 'Batch cost' },
    ],
    rows: referenceBand.map((network) => ({
      header: network.training,
      detail: `${network.epochs ?? '?'} epochs, ${network.engine}, ${network.precision}`,
      cells: [
        { text: network.dataset },
        { text: `${network.network}, width ${network.width}` },
        { text: String(network.batchSize) },
        { text: String(network.runs.length) },
        { text: tellRange(bandOf(network, 'labelGain')) },
        { text: tellRange(bandOf(network, 'batchCost')) },
      ],
    })),
    note: [
      'Least and greatest of the seeds of training. One data set: compare with batches of the same size only.',
    ],
  };
}
