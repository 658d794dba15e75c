import type { PlaygroundStatistics } from '../../worker/messages.ts';
import type { SiteNetwork } from '../../site-data.ts';
import { countRight, type NetworkPane, type Pane } from '../state/answered-batch.ts';
import type { Flip } from '../state/flips.ts';
import { usePage } from '../site-context.ts';
import { networkTitle } from '../network-title.ts';
import { AnswerCell } from './answer-cell.tsx';

/** What `PaneRows` shows. */
export interface PaneProps {
  readonly statistics: PlaygroundStatistics;
  /** Undefined until the first answer. */
  readonly pane: Pane | undefined;
  /** The labels of all seats. */
  readonly seatLabels: readonly (number | undefined)[];
  /** The seats of this row of the batch. */
  readonly shown: readonly number[];
  readonly flips: readonly Flip[];
  /** Whether names stand beside the answers, not above them. */
  readonly wide: boolean;
}

const titles = {
  batch: { name: 'Batch statistics', detail: 'this batch’s own: answers depend on the other seats' },
  population: { name: 'Population statistics', detail: 'fixed: every image is answered by itself' },
};

/** The answers of all networks under one kind of statistics, for one row of seats. */
export function PaneRows({ statistics, pane, seatLabels, shown, flips, wide }: PaneProps) {
  const { data } = usePage();
  const { name, detail } = titles[statistics];
  return (
    <tbody class={`pane pane-${statistics}`}>
      <tr class="pane-name">
        <th scope="rowgroup" colSpan={shown.length + (wide ? 1 : 0)}>
          {name} <small>{detail}</small>
        </th>
      </tr>
      {data.networks.map((network, index) => (
        <NetworkRows
          key={network.name}
          answers={pane?.networks[index]}
          {...{ network, statistics, seatLabels, shown, flips, wide }}
        />
      ))}
    </tbody>
  );
}

interface NetworkRowsProps extends Omit<PaneProps, 'pane'> {
  readonly network: SiteNetwork;
  readonly answers: NetworkPane | undefined;
}

function NetworkRows({ network, answers, seatLabels, shown, flips, wide, statistics }: NetworkRowsProps) {
  const { name } = network;
  const { data } = usePage();
  const { right, known } = countRight(answers?.answers ?? [], seatLabels);
  const heading = (
    <th scope="row" class="network" colSpan={wide ? 1 : shown.length}>
      {networkTitle(network)}
      <small>{answers === undefined ? '…' : `${right} of ${known} right`}</small>
      {(statistics === 'population' ? notesOn(network) : []).map((note) => (
        <small key={note}>{note}</small>
      ))}
    </th>
  );
  const cells = shown.map((seat) => (
    <AnswerCell
      key={seat}
      answer={answers?.answers[seat]}
      label={seatLabels[seat]}
      flip={flips.find(
        (flip) => flip.seat === seat && flip.network === name && flip.statistics === statistics,
      )}
      classes={data.classes}
    />
  ));
  if (wide) {
    return (
      <tr data-network={name} data-statistics={statistics}>
        {heading}
        {cells}
      </tr>
    );
  }
  return (
    <>
      <tr>{heading}</tr>
      <tr data-network={name} data-statistics={statistics}>
        {cells}
      </tr>
    </>
  );
}

/** What is to be known of the answers of a model by itself. */
function notesOn(network: SiteNetwork): string[] {
  if (network.kind !== 'model') return [];
  const { batchNorms, statistics, readsBatch } = network;
  return [
    ...(batchNorms.length === 0 ? ['has no batch norm'] : []),
    ...(batchNorms.length > 0 && statistics === 'running' ? ['running averages of its file'] : []),
    ...(readsBatch === undefined ? [] : [`something else than batch norm reads the batch: ${readsBatch}`]),
  ];
}
