import { useState } from 'preact/hooks';
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
  // What is being typed, which answers that arrive meanwhile must not overwrite.
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const trained = [...new Set(data.networks.flatMap(({ batchSize }) => batchSize ?? []))];
  return (
    <p class="seat-count">
      <label class="field">
        <span>Seats</span>{' '}
        <input
          type="number"
          min={least}
          max={most}
          value={draft ?? seats}
          onInput={({ currentTarget }) => {
            setDraft(currentTarget.value);
          }}
          onChange={({ currentTarget }) => {
            act({ kind: 'resize', count: currentTarget.valueAsNumber });
            setDraft(undefined);
          }}
        />
      </label>{' '}
      {trained.length === 0 ? null : (
        <small>The networks were trained on batches of {trained.join(' and ')}.</small>
      )}
    </p>
  );
}
