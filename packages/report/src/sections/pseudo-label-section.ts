import { count, percent, percentRange } from '@batchmates/metrics';
import { resultsFiles, type PseudoLabelFacts } from '@batchmates/results';
import { match } from 'ts-pattern';
import { roundsChart, type RoundsCurve } from '../charts/rounds-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import { distinctNames } from '../analysis/distinguish.ts';
import type { Block, Section, TableBlock } from '../document/document.ts';
import { linkTo, type ResultSource } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';

/** Pseudo-labelling: the paper's Section 5 and Figure 6. */
export function pseudoLabelSection(context: SectionContext): Section | undefined {
  const { pseudoLabels } = context.evidence;
  if (pseudoLabels.length === 0) return undefined;
  const labels = namesOf(context);
  return {
    id: 'pseudo-labels',
    title: 'Balancing by predicted labels',
    blocks: [
      {
        kind: 'prose',
        content: [
          'Balanced test batches need the true labels. Here batches are balanced by the current predictions instead, and every round’s answers arrange the next. ',
          ...pseudoLabels.flatMap(({ facts }, index) => [`${labels[index] ?? ''}: ${outcome(facts)} `]),
        ],
      },
      figure(context, labels),
      ...pseudoLabels.map((source, index): Block =>
        roundsTable(source, { label: labels[index] ?? '', index }),
      ),
    ],
  };
}

function figure({ evidence: { pseudoLabels }, plotter }: SectionContext, labels: readonly string[]): Block {
  const curves = pseudoLabels.map(({ facts }, index): RoundsCurve => ({
    label: labels[index] ?? '',
    rounds: facts.rounds,
  }));
  const rounds = Math.max(...curves.map((curve) => curve.rounds.length));
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-rounds',
      title: 'Error by round of pseudo-labelling (Figure 6 of the paper)',
      description: curves
        .map(
          ({ label, rounds: each }) =>
            `${label}: from ${percent(each[0]?.error ?? 0)} in round 0 to ${percent(each.at(-1)?.error ?? 0)} in round ${each.at(-1)?.round ?? 0}`,
        )
        .join('; '),
      legend: curves.map(({ label }, index) => ({ label, style: seriesStyle(index) })),
      chart: roundsChart(plotter, curves),
    },
    caption: [
      'Round 0 is standard inference, image by image, whichever labels the first batches are balanced by. Every image is predicted exactly once a round.',
    ],
    numbers: {
      corner: 'Round',
      columns: curves.map(({ label }) => ({ label })),
      rows: Array.from({ length: rounds }, (_, round) => ({
        header: String(round),
        cells: pseudoLabels.map((source) => {
          const found = source.facts.rounds[round];
          return found === undefined
            ? { text: '–' }
            : { text: percent(found.error), href: linkTo(source, resultsFiles.facts) };
        }),
      })),
    },
  };
}

function roundsTable(
  source: ResultSource<PseudoLabelFacts>,
  { label, index }: { readonly label: string; readonly index: number },
): TableBlock {
  const { rounds } = source.facts;
  return {
    kind: 'table',
    id: `rounds-${index}`,
    caption: `Rounds of ${label}`,
    corner: 'Round',
    folded: true,
    columns: [
      { label: 'Error' },
      { label: '95 % interval' },
      { label: 'Labels changed' },
      { label: 'for the better' },
      { label: 'for the worse' },
      { label: 'Wrong labels left' },
    ],
    rows: rounds.map(({ round, error, interval, changed, better, worse, labelErrors }) => ({
      header: String(round),
      cells: [
        { text: percent(error), href: linkTo(source, resultsFiles.facts) },
        { text: percentRange(interval, 2) },
        ...[changed, better, worse, labelErrors].map((value) => ({ text: count(value) })),
      ],
    })),
  };
}

function outcome({ rounds, start, fixedPoint }: PseudoLabelFacts): string {
  const [alone, first] = rounds;
  const last = rounds.at(-1);
  if (alone === undefined || last === undefined) return 'no round was run.';
  const end = `${percent(last.error)} at ${fixedPoint ? `a fixed point after round ${last.round}` : `round ${last.round}`}`;
  return match(start)
    .with('standard', () => `${percent(alone.error)} one by one (round 0), ${end}.`)
    .with('true-labels', () => {
      const balanced =
        first === undefined ? '' : `${percent(first.error)} in the first batches, balanced by the truth, `;
      return `${balanced}${end} (one by one ${percent(alone.error)}).`;
    })
    .exhaustive();
}

function namesOf({ evidence: { pseudoLabels }, table }: SectionContext): string[] {
  return distinctNames(
    pseudoLabels.map(({ facts, artifact, ...source }) => ({
      name: `${table.armOf({ facts, ...source }).label} training, start from ${facts.start === 'standard' ? 'standard answers' : 'true labels'}`,
      facts: {
        update:
          facts.update === 'all'
            ? 'all labels updated'
            : `labels updated from confidence ${facts.confidence}`,
        views: facts.views.name,
        'start statistics': facts.startStatistics,
        'training seed': facts.training.seed,
        seed: facts.seed,
        instance: artifact.manifest.instance,
      },
    })),
  );
}
