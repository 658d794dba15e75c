import type { Drag } from '../hooks/use-drag.ts';
import type { Answered } from '../hooks/use-answers.ts';
import { useColumns } from '../hooks/use-columns.ts';
import { useRovingFocus } from '../hooks/use-roving-focus.ts';
import { usePage } from '../site-context.ts';
import { labelOf } from '../state/pictures.ts';
import type { PlaygroundState } from '../state/playground-state.ts';
import { changedSeats } from '../state/scenes.ts';
import { PaneRows } from './pane.tsx';
import { Seat } from './seat.tsx';

/** What `Board` shows. */
export interface BoardProps {
  readonly state: PlaygroundState;
  readonly answered: Answered | undefined;
  readonly drag: Drag | undefined;
}

/** The batch with the answers under every seat, in as many rows of seats as the window needs. */
export function Board({ state: { seats, held, play }, answered, drag }: BoardProps) {
  const { data } = usePage();
  const [element, { columns, wide }] = useColumns(seats.length);
  const roving = useRovingFocus<HTMLDivElement>(seats.length);
  const seatLabels = seats.map((picture) => labelOf(data.shelf, picture));
  const rows = Array.from({ length: Math.ceil(seats.length / columns) }, (_, row) =>
    seats.map((_picture, seat) => seat).slice(row * columns, (row + 1) * columns),
  );
  // Answers of a former batch are shown until the new ones are there, but not under other images.
  const current = answered?.batch.seats.join('.') === seats.join('.');
  const exchanged = current && answered.exchanged.length < seats.length ? answered.exchanged : [];
  const placed = play === undefined ? exchanged : changedSeats(play.scene, seats);
  return (
    <div ref={element} class="board" aria-busy={!current}>
      <div ref={roving.container} onKeyDown={roving.onKeyDown} class={current ? undefined : 'stale'}>
        {rows.map((shown) => (
          <table key={shown[0]} class={wide ? 'seating wide' : 'seating'}>
            <caption class="visually-hidden">
              Seats {shown[0]! + 1} to {shown.at(-1)! + 1} with the answers under each
            </caption>
            <thead>
              <tr>
                {wide ? (
                  <th scope="col" class="network">
                    Batch <small>{seats.length} seats, label under each image</small>
                  </th>
                ) : null}
                {shown.map((seat) => (
                  <th key={seat} scope="col">
                    <Seat
                      seat={seat}
                      picture={seats[seat]!}
                      held={held?.kind === 'seat' && held.seat === seat}
                      target={drag?.over === seat}
                      placed={placed.includes(seat)}
                      tabIndex={roving.tabIndexOf(seat)}
                      onFocus={() => {
                        roving.onFocus(seat);
                      }}
                    />
                  </th>
                ))}
              </tr>
            </thead>
            {(['batch', 'population'] as const).map((statistics) => (
              <PaneRows
                key={statistics}
                pane={answered?.batch.panes.find((pane) => pane.statistics === statistics)}
                flips={current ? (answered.flips ?? []) : []}
                {...{ statistics, seatLabels, shown, wide }}
              />
            ))}
          </table>
        ))}
      </div>
    </div>
  );
}
