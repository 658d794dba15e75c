import { percent, percentRange, trueLabelError } from '@batchmates/metrics';
import { tally, type Predictions } from '@batchmates/results';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { cellLabel, measuredCells } from '../analysis/measured-cells.ts';
import type { Cell, Section } from '../document/document.ts';
import type { EvaluationSource } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks } from './source-links.ts';

/** Errors against the given and against the true labels, of splits whose labels were made wrong on purpose. */
export function trueLabelsSection({ table }: SectionContext): Section | undefined {
  const cells = measuredCells(table).filter(({ cell }) =>
    cell.runs.every(({ predictions }) => predictions.trueLabels !== undefined),
  );
  if (cells.length === 0) return undefined;
  return {
    id: 'true-labels',
    title: 'True labels',
    blocks: [
      {
        kind: 'table',
        id: 'true-labels-table',
        caption: 'Errors against the given labels, some of which are wrong, and against the true ones',
        corner: 'Training / testing',
        columns: [
          { label: 'Wrong labels' },
          { label: 'Error against given labels' },
          { label: 'Error against true labels' },
          { label: 'Wrong label answered', detail: 'of images that have one' },
        ],
        rows: cells.map(({ cell: { runs }, ...place }) => ({
          header: cellLabel(place),
          cells: [
            { text: percent(mean(runs.map(({ predictions }) => wrongLabels(predictions).share))) },
            { ...errorsView(runs.map((run) => run.tally)), ...runLinks(runs) },
            errorsView(runs.map((run) => trueLabelError.compute(run)!)),
            { text: answeredText(runs) },
          ],
        })),
        note: [
          'The other tables count against the given labels. Of several runs the mean ± sample standard deviation, of one its 95 % Wilson interval.',
        ],
      },
    ],
  };
}

type Tally = EvaluationSource['tally'];

function errorsView(tallies: readonly Tally[]): Cell {
  const errors = tallies.map(({ error }) => error);
  const spread =
    tallies.length === 1
      ? percentRange(tallies[0]!.interval)
      : `± ${percent(sampleStandardDeviation(errors))}`;
  return { text: percent(mean(errors)), details: [spread] };
}

/** Of how many images the label is wrong, as a share of all, and for how many of these it was answered nevertheless. */
function wrongLabels({ labels, trueLabels, predicted }: Predictions) {
  const wrong = [...labels.keys()].filter((image) => labels[image] !== trueLabels![image]);
  const of = (values: Uint16Array) => wrong.map((image) => values[image]!);
  const { images, errors } = tally({ labels: of(labels), predicted: of(predicted) });
  return { share: images / labels.length, images, answered: images - errors };
}

function answeredText(runs: readonly EvaluationSource[]): string {
  const found = runs.map(({ predictions }) => wrongLabels(predictions)).filter(({ images }) => images > 0);
  return found.length === 0 ? '–' : percent(mean(found.map(({ answered, images }) => answered / images)));
}
