import type { PlaygroundStatistics } from '../../worker/messages.ts';
import type { AnsweredBatch } from './answered-batch.ts';
import type { Picture } from './pictures.ts';

/** An image that is in two batches and is answered differently in them. */
export interface Flip {
  /** Its seat in the later batch. */
  readonly seat: number;
  readonly picture: Picture;
  readonly statistics: PlaygroundStatistics;
  readonly network: string;
  /** The class that was predicted in the earlier batch. */
  readonly from: number;
  /** The class that is predicted in the later batch. */
  readonly to: number;
}

/** Every image of both batches whose predicted class changed, under each kind of statistics and network that both have. */
export function flipsBetween(before: AnsweredBatch, after: AnsweredBatch): Flip[] {
  const former = new Map(before.seats.map((picture, seat) => [picture, seat]));
  return after.panes.flatMap(({ statistics, networks }) => {
    const earlier = before.panes.find((pane) => pane.statistics === statistics);
    return networks.flatMap(({ name, answers }) => {
      const then = earlier?.networks.find((network) => network.name === name)?.answers;
      return after.seats.flatMap((picture, seat): Flip[] => {
        const seatThen = former.get(picture);
        const from = seatThen === undefined ? undefined : then?.[seatThen]?.predicted;
        const to = answers[seat]?.predicted;
        if (from === undefined || to === undefined || from === to) return [];
        return [{ seat, picture, statistics, network: name, from, to }];
      });
    });
  });
}
