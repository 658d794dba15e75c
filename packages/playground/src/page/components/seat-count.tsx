import { ghostSize } from '@batchmates/network';
import { useState } from 'preact/hooks';
import type { SiteNetwork } from '../../site-data.ts';
import { usePage } from '../site-context.ts';
import { seatLimits, type LabelledShelf } from '../state/pictures.ts';

/** What `SeatCount` shows. */
export interface SeatCountProps {
  /** How many images the batch has. */
  readonly seats: number;
  readonly shelf: LabelledShelf;
}

/** How many images are in the batch, beside how many were normalised together when the networks were trained. */
export function SeatCount({ seats, shelf }: SeatCountProps) {
  const { data, act } = usePage();
  const { least, most } = seatLimits(shelf);
  // What is being typed, which answers that arrive meanwhile must not overwrite.
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const trained = [...new Set(data.networks.flatMap((network) => togetherIn(network) ?? []))];
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
      {trained.length === 0 ? null : <small>The networks were trained on {trained.join(' and ')}.</small>}
    </p>
  );
}

/** What was normalised together in training, in words: a batch, or with ghost batch norm a group of one; undefined where that is not known. */
function togetherIn(network: SiteNetwork): string | undefined {
  if (network.kind === 'model' || network.batchSize === null) return undefined;
  const ghost = ghostSize(network.network);
  return ghost === undefined ? `batches of ${network.batchSize}` : `groups of ${ghost}`;
}
