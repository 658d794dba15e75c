import type { Picture } from '../state/pictures.ts';
import { usePage } from '../site-context.ts';
import { PictureView } from './picture.tsx';

/** What `Seat` shows. */
export interface SeatProps {
  readonly seat: number;
  readonly picture: Picture;
  readonly held: boolean;
  /** Whether a dragged picture is over it. */
  readonly target: boolean;
  /** Whether the present step of a scene put its image there. */
  readonly placed: boolean;
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
}

/** A seat of the batch: a button with its image and label; pressed, its image is picked up. */
export function Seat({ seat, picture, held, target, placed, tabIndex, onFocus }: SeatProps) {
  const { data, act, startDrag } = usePage();
  const label = nameOfLabel(data, picture);
  const classes = ['seat', held && 'held', target && 'target', placed && 'placed'].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      class={classes}
      data-rove=""
      data-seat={seat}
      data-picture={picture}
      tabIndex={tabIndex}
      aria-pressed={held}
      aria-label={`Seat ${seat + 1}, label ${label}`}
      aria-describedby="how-to"
      onFocus={onFocus}
      onPointerDown={(event) => {
        startDrag(event, { kind: 'seat', seat }, picture);
      }}
      onClick={() => {
        act({ kind: 'press-seat', seat });
      }}
    >
      <PictureView picture={picture} />
      <span class="label">{label}</span>
    </button>
  );
}

/** The label of a picture in words. */
export function nameOfLabel(
  {
    shelf,
    classes,
  }: { readonly shelf: { readonly labels: readonly number[] }; readonly classes: readonly string[] },
  picture: Picture,
): string {
  const label = shelf.labels[picture];
  return label === undefined ? 'none (your picture)' : (classes[label] ?? String(label));
}
