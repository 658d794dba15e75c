import { match } from 'ts-pattern';
import { resized, seatLimits, type LabelledShelf, type Picture } from './pictures.ts';
import { batchesOf, type Scene } from './scenes.ts';

/** What is picked up: the image of a seat, or a picture of the shelf. */
export type Held =
  { readonly kind: 'seat'; readonly seat: number } | { readonly kind: 'picture'; readonly picture: Picture };

/** A scene that is being looked at. */
export interface ScenePlay {
  readonly scene: Scene;
  /** Index into its batches. */
  readonly step: number;
  /** Whether the steps follow each other by themselves. */
  readonly playing: boolean;
}

/** Which pictures the shelf shows: of every class, of one (by index), the weak ones, or the visitor's own. */
export type ShelfFilter = 'all' | 'weak' | 'own' | number;

/** Everything that the visitor has chosen. */
export interface PlaygroundState {
  /** The batch. */
  readonly seats: readonly Picture[];
  readonly held: Held | undefined;
  readonly play: ScenePlay | undefined;
  readonly filter: ShelfFilter;
}

/** What the visitor, or the clock of a scene, does. */
export type Action =
  | { readonly kind: 'press-seat'; readonly seat: number }
  | { readonly kind: 'press-picture'; readonly picture: Picture }
  | { readonly kind: 'pick-up'; readonly picture: Picture }
  | { readonly kind: 'drop'; readonly held: Held; readonly seat: number }
  | { readonly kind: 'put-down' }
  | { readonly kind: 'set-batch'; readonly seats: readonly Picture[] }
  | { readonly kind: 'resize'; readonly count: number }
  | { readonly kind: 'start-scene'; readonly scene: Scene; readonly playing: boolean }
  | { readonly kind: 'show-step'; readonly step: number }
  | { readonly kind: 'play'; readonly playing: boolean }
  | { readonly kind: 'filter'; readonly filter: ShelfFilter };

/** The state after an action. */
export function nextState(state: PlaygroundState, action: Action, shelf: LabelledShelf): PlaygroundState {
  return match(action)
    .returnType<PlaygroundState>()
    .with({ kind: 'press-seat' }, ({ seat }) => pressSeat(state, seat))
    .with({ kind: 'press-picture' }, ({ picture }) => pressPicture(state, picture))
    .with({ kind: 'pick-up' }, ({ picture }) => ({ ...paused(state), held: { kind: 'picture', picture } }))
    .with({ kind: 'drop' }, ({ held, seat }) => withBatch(state, seated(state.seats, held, seat)))
    .with({ kind: 'put-down' }, () => ({ ...state, held: undefined }))
    .with({ kind: 'set-batch' }, ({ seats }) => withBatch(state, seats))
    .with({ kind: 'resize' }, ({ count }) => resize(state, count, shelf))
    .with({ kind: 'start-scene' }, ({ scene, playing }) =>
      atStep({ ...state, play: { scene, step: 0, playing } }, 0, shelf),
    )
    .with({ kind: 'show-step' }, ({ step }) => atStep(state, step, shelf))
    .with({ kind: 'play' }, ({ playing }) => played(state, playing, shelf))
    .with({ kind: 'filter' }, ({ filter }) => ({ ...state, filter }))
    .exhaustive();
}

/** The batch after `held` came to `seat`: two seated images change places, a picture of the shelf takes the place of what was there. */
export function seated(seats: readonly Picture[], held: Held, seat: number): readonly Picture[] {
  const from = held.kind === 'seat' ? held.seat : seats.indexOf(held.picture);
  if (from < 0) return held.kind === 'seat' ? seats : seats.with(seat, held.picture);
  return seats.with(seat, seats[from]!).with(from, seats[seat]!);
}

function pressSeat(state: PlaygroundState, seat: number): PlaygroundState {
  const { held, seats } = state;
  if (held === undefined) return { ...paused(state), held: { kind: 'seat', seat } };
  if (held.kind === 'seat' && held.seat === seat) return { ...state, held: undefined };
  return withBatch(state, seated(seats, held, seat));
}

function pressPicture(state: PlaygroundState, picture: Picture): PlaygroundState {
  const { held, seats } = state;
  if (held?.kind === 'seat') return withBatch(state, seated(seats, { kind: 'picture', picture }, held.seat));
  if (held?.picture === picture) return { ...state, held: undefined };
  return { ...paused(state), held: { kind: 'picture', picture } };
}

/** A batch of another size; one that is out of bounds, or the same, changes nothing. */
function resize(state: PlaygroundState, count: number, shelf: LabelledShelf): PlaygroundState {
  const { least, most } = seatLimits(shelf);
  if (!Number.isInteger(count) || count < least || count > most || count === state.seats.length) return state;
  return withBatch(state, resized(state.seats, { count, shelf }));
}

/** A batch that the visitor made ends the scene that was on. */
function withBatch(state: PlaygroundState, seats: readonly Picture[]): PlaygroundState {
  return { ...state, seats, held: undefined, play: undefined };
}

function paused(state: PlaygroundState): PlaygroundState {
  return state.play === undefined ? state : { ...state, play: { ...state.play, playing: false } };
}

function atStep(state: PlaygroundState, step: number, shelf: LabelledShelf): PlaygroundState {
  if (state.play === undefined) return state;
  const batches = batchesOf(state.play.scene, shelf);
  const shown = Math.max(0, Math.min(batches.length - 1, step));
  const playing = state.play.playing && shown < batches.length - 1;
  return { ...state, seats: batches[shown]!, held: undefined, play: { ...state.play, step: shown, playing } };
}

/** Playing a scene that is at its end begins again. */
function played(state: PlaygroundState, playing: boolean, shelf: LabelledShelf): PlaygroundState {
  if (state.play === undefined) return state;
  const atEnd = state.play.step >= batchesOf(state.play.scene, shelf).length - 1;
  const started = { ...state, play: { ...state.play, playing } };
  return playing && atEnd ? atStep(started, 0, shelf) : started;
}
