import { resultsFiles, type Facts } from '@batchmates/results';
import type { Comparison } from '../analysis/comparison.ts';
import { count, percent, percentRange } from '@batchmates/metrics';
import { publishedCells, type PublishedExperiment } from '../analysis/paper.ts';
import { cellName, type Reduction } from '../analysis/reductions.ts';
import type { Cell, Row, Section, TableBlock } from '../document/document.ts';
import type { EvaluationSource } from '../evidence/evidence.ts';
import { changeCell, changeColumn, correctedCell, correctedColumn } from './compared-cells.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks, sourceNote } from './source-links.ts';

/** Our numbers in the form of the paper's tables, the error reductions, and what differs between it and us. */
export function paperSection({ table: { comparisons } }: SectionContext): Section | undefined {
  const blocks = comparisons.flatMap(comparisonTables);
  if (blocks.length === 0) return undefined;
  const ours = comparisons.some(({ own }) => own !== undefined);
  const beside = comparisons.some(({ paper }) => paper !== undefined);
  const title = ours
    ? 'Beside the paper'
    : beside
      ? 'Beside the nearest experiment of the paper'
      : 'Relative error reduction';
  return { id: 'paper', title, blocks };
}

function comparisonTables(comparison: Comparison, index: number): TableBlock[] {
  const { paper, label, counterpart } = comparison;
  const ours = publishedCells.map((cell) => counterpart(cell)?.cell.runs[0]).find((run) => run !== undefined);
  const tables = [
    ...(paper === undefined || ours === undefined
      ? []
      : [paperTable(paperRows(comparison), paper), differencesTable(ours, paper)]),
    reductionTable(comparison),
  ].filter(({ rows }) => rows.length > 0);
  // Subjects after the first get ids and captions of their own.
  return tables.map((block) => ({
    ...block,
    id: index === 0 ? block.id : `${block.id}-${index}`,
    caption: label === '' ? block.caption : `${block.caption}: ${label}`,
  }));
}

function paperTable(rows: readonly Row[], paper: PublishedExperiment): TableBlock {
  return {
    kind: 'table',
    id: 'paper-table',
    caption: `In the form of the paper’s ${paper.table}`,
    corner: 'Training / testing',
    columns: [
      { label: 'Here' },
      { label: 'Spread', detail: '95 % interval; of several seeds standard deviation' },
      { label: 'The paper', detail: paper.name },
    ],
    rows,
  };
}

function paperRows({ counterpart, paper }: Comparison): Row[] {
  return publishedCells.flatMap((name) => {
    const ours = counterpart(name);
    const published = paper?.errors[name];
    if (ours === undefined) return [];
    const { error, runs, interval, deviation } = ours.cell;
    return [
      {
        header: cellName(name),
        detail: ours.test.detail,
        cells: [
          { text: percent(error), ...runLinks(runs) },
          {
            text:
              interval === undefined
                ? `± ${percent(deviation!)} over ${runs.length} runs`
                : percentRange(interval, 2),
          },
          { text: published === undefined ? '–' : percent(published / 100) },
        ],
      },
    ];
  });
}

function reductionTable({ reductions }: Comparison): TableBlock {
  const share = (value: number | undefined) => (value === undefined ? '–' : percent(value, 0));
  return {
    kind: 'table',
    id: 'reductions',
    caption: 'Relative error reduction',
    corner: 'Training / testing',
    columns: [
      { label: 'Error before' },
      { label: 'Error after' },
      { label: 'Reduction here' },
      changeColumn,
      correctedColumn,
      { label: 'Reduction in the paper' },
    ],
    rows: reductions.map(({ before, after, ours, reduction, published, compared }) => ({
      header: after,
      detail: `from ${before}`,
      cells: [
        ...ours.map(({ error, runs }) => ({ text: percent(error), ...runLinks(runs) })),
        { text: share(reduction) },
        ...comparedCells(compared),
        { text: share(published) },
      ],
    })),
  };
}

function comparedCells(compared: Reduction['compared']): Cell[] {
  if (compared === undefined) return [{ text: '–', details: ['other images'] }, { text: '–' }];
  return [changeCell(compared), correctedCell(compared)];
}

function differencesTable(source: EvaluationSource, paper: PublishedExperiment): TableBlock {
  const { network, training, dataset, views } = source.facts;
  const text = (here: string, there: string) => [{ text: here }, { text: there }];
  const trained = training['trainingImages'];
  const parameters = paper.name === 'ResNet-20' ? ', 4.3 M parameters' : '';
  return {
    kind: 'table',
    id: 'differences',
    caption: 'What differs from the paper',
    folded: true,
    corner: 'Item',
    columns: [
      { label: 'Here', text: true },
      { label: 'The paper', text: true },
    ],
    rows: [
      { header: 'Data', cells: text(dataset.description, paper.dataset) },
      {
        header: 'Training images',
        cells: text(
          typeof trained === 'number' ? count(trained) : 'not recorded',
          count(paper.trainingImages),
        ),
      },
      { header: 'Test images', cells: text(count(source.tally.images), count(paper.testImages)) },
      {
        header: 'Network',
        cells: text(
          `${network.name}, width ${network.width}, ${count(network.parameters)} parameters`,
          `${paper.network}, width ${paper.width}${parameters}`,
        ),
      },
      {
        header: 'Input',
        cells: text(
          `${network.input.height} × ${network.input.width}`,
          paper.table === 'Table 2' ? '36 × 36' : '224 × 224',
        ),
      },
      {
        header: 'Schedule',
        cells: text(
          training.epochs === null
            ? 'not known: imported'
            : `${training.epochs} epochs, batches of ${training.batchSize}`,
          `the paper’s own, batches of ${paper.classes} when balanced`,
        ),
      },
      {
        header: 'Test-time views',
        cells: text(`${views.name}: ${views.count}`, 'several crops averaged in tables'),
      },
    ],
    note: [...smallerNote(source.facts, paper), ...sourceNote([source], resultsFiles.facts)],
  };
}

/** Says how to read the comparison when ours is the smaller experiment. */
function smallerNote({ network, training }: Facts, paper: PublishedExperiment): string[] {
  const trained = training['trainingImages'];
  const fewer = typeof trained === 'number' && trained < paper.trainingImages;
  const reasons = [
    ...(network.width < paper.width ? ['a narrower network'] : []),
    ...(fewer ? ['fewer training images'] : []),
  ];
  if (reasons.length === 0) return [];
  return [
    `With ${reasons.join(' and ')} higher errors than the paper’s are to be expected; compare the ratios between them, not the errors. `,
  ];
}
