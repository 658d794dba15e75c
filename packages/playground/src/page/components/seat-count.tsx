import { usePage } from '../site-context.ts';
import { seatLimits, type LabelledShelf } from '../state/pictures.ts';

/** What `SeatCount` shows. */
export interface SeatCountProps {
  /** How many images the batch has. */
  readonly seats: number;
  readonly shelf: LabelledShelf;
}

/** How many images are in the batch, beside the sizes of the batches that the networks were trained on. */
export function SeatCount({ seats, shelf }: SeatCountProps) {
  const { data, act } = usePage();
  const { least, most } = seatLimits(shelf);
  const trained = [...new Set(data.networks.flatMap(({ batchSize }) => batchSize ?? []))];
  return (
    <p class="seat-count">
      <label class="field">
        <span>Seats</span>{' '}
        <input
          type="number"
          min={least}
          max={most}
          value={seats}
          onChange={({ currentTarget }) => {
            const count = currentTarget.valueAsNumber;
            act({ kind: 'resize', count });
            // What is out of bounds changes nothing, and must not stand there as if it did.
            if (!(count >= least && count <= most && Number.isInteger(count)))
              currentTarget.value = String(seats);
          }}
        />
      </label>{' '}
      {trained.length === 0 ? null : (
        <small>The networks were trained on batches of {trained.join(' and ')}.</small>
      )}
    </p>
  );
}
