import type { PlaygroundStatistics } from '../../worker/messages.ts';
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
          {...{ statistics, seatLabels, shown, flips, wide }}
          name={network.name}
          title={networkTitle(network)}
        />
      ))}
    </tbody>
  );
}

interface NetworkRowsProps extends Omit<PaneProps, 'pane'> {
  readonly name: string;
  readonly title: string;
  readonly answers: NetworkPane | undefined;
}

function NetworkRows(props: NetworkRowsProps) {
  const { name, title, answers, seatLabels, shown, flips, wide, statistics } = props;
  const { data } = usePage();
  const { right, known } = countRight(answers?.answers ?? [], seatLabels);
  const heading = (
    <th scope="row" class="network" colSpan={wide ? 1 : shown.length}>
      {title}
      <small>{answers === undefined ? '…' : `${right} of ${known} right`}</small>
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
