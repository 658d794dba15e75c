import { useRovingFocus } from '../hooks/use-roving-focus.ts';
import { usePage } from '../site-context.ts';
import { picturesOfClass, type Picture } from '../state/pictures.ts';
import type { PlaygroundState, ShelfFilter } from '../state/playground-state.ts';
import { OwnPicture } from './own-picture.tsx';
import { PictureView } from './picture.tsx';
import { nameOfLabel } from './seat.tsx';

/** What `Shelf` shows. */
export interface ShelfProps {
  readonly state: PlaygroundState;
  /** Wrong by themselves; undefined until that is known. */
  readonly weak: readonly Picture[] | undefined;
  /** How many pictures the visitor brought. */
  readonly own: number;
  readonly onOwn: (file: Blob) => void;
}

/** The test images, by class, and the visitor's own pictures. */
export function Shelf({ state, weak, own, onOwn }: ShelfProps) {
  const { data } = usePage();
  const ownPictures = Array.from({ length: own }, (_, index) => data.shelf.count + index);
  const pictures = picturesShown(state.filter, { labels: data.shelf.labels, weak: weak ?? [], ownPictures });
  const roving = useRovingFocus<HTMLUListElement>(pictures.length);
  return (
    <section class="shelf" aria-labelledby="shelf-title">
      <h2 id="shelf-title">Test images</h2>
      <ShelfFilterField filter={state.filter} weak={weak} own={own} />
      <ul ref={roving.container} onKeyDown={roving.onKeyDown}>
        {pictures.map((picture, place) => (
          <li key={picture}>
            <ShelfPicture
              picture={picture}
              held={state.held?.kind === 'picture' && state.held.picture === picture}
              seat={state.seats.indexOf(picture)}
              weak={weak?.includes(picture) ?? false}
              tabIndex={roving.tabIndexOf(place)}
              onFocus={() => {
                roving.onFocus(place);
              }}
            />
          </li>
        ))}
      </ul>
      {pictures.length === 0 ? <p class="note">None.</p> : null}
      <OwnPicture onOwn={onOwn} />
    </section>
  );
}

function ShelfFilterField({
  filter,
  weak,
  own,
}: {
  filter: ShelfFilter;
  weak: readonly Picture[] | undefined;
  own: number;
}) {
  const { data, act } = usePage();
  return (
    <label class="field">
      <span>Show</span>{' '}
      <select
        value={String(filter)}
        onChange={({ currentTarget: { value } }) => {
          act({ kind: 'filter', filter: filterOf(value) });
        }}
      >
        <option value="all">all classes</option>
        {weak === undefined ? null : <option value="weak">weak images ({weak.length})</option>}
        {own === 0 ? null : <option value="own">your pictures ({own})</option>}
        {data.classes.map((name, label) => (
          <option key={label} value={String(label)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ShelfPictureProps {
  readonly picture: Picture;
  readonly held: boolean;
  /** Where it sits; -1 if nowhere. */
  readonly seat: number;
  readonly weak: boolean;
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
}

function ShelfPicture({ picture, held, seat, weak, tabIndex, onFocus }: ShelfPictureProps) {
  const { data, act, startDrag } = usePage();
  const label = nameOfLabel(data, picture);
  const facts = [
    `Label ${label}`,
    data.shelf.ids[picture] ?? `picture ${picture - data.shelf.count + 1}`,
    weak && 'weak',
    seat >= 0 && `in seat ${seat + 1}`,
  ].filter((fact) => fact !== false);
  return (
    <button
      type="button"
      class={['shelved', held && 'held', seat >= 0 && 'seated', weak && 'weak'].filter(Boolean).join(' ')}
      data-rove=""
      data-shelved={picture}
      tabIndex={tabIndex}
      aria-pressed={held}
      aria-label={facts.join(', ')}
      aria-describedby="how-to"
      title={facts.join(', ')}
      onFocus={onFocus}
      onPointerDown={(event) => {
        startDrag(event, { kind: 'picture', picture }, picture);
      }}
      onClick={() => {
        act({ kind: 'press-picture', picture });
      }}
    >
      <PictureView picture={picture} />
    </button>
  );
}

function filterOf(value: string): ShelfFilter {
  return value === 'all' || value === 'weak' || value === 'own' ? value : Number(value);
}

function picturesShown(
  filter: ShelfFilter,
  {
    labels,
    weak,
    ownPictures,
  }: {
    readonly labels: readonly number[];
    readonly weak: readonly Picture[];
    readonly ownPictures: readonly Picture[];
  },
): readonly Picture[] {
  switch (filter) {
    case 'all':
      return [...ownPictures, ...labels.map((_, picture) => picture)];
    case 'weak':
      return weak;
    case 'own':
      return ownPictures;
    default:
      return picturesOfClass({ labels }, filter);
  }
}
