import { match, P } from 'ts-pattern';
import { balancedBatch, seatLimits, type LabelledShelf, type Picture } from './pictures.ts';
import { batchesOf, type Scene } from './scenes.ts';
import type { PlaygroundState, ScenePlay, ShelfFilter } from './playground-state.ts';

/** Stands for a picture of the visitor's own. */
const OWN = '-';

/**
 * The state as a fragment of the address, without `#`: `batch=3.24.41&shelf=2`, with a seat for every number; or of a scene its first batch, what it needs and
 * its step: `batch=3.24.41&scene=circulate&weak=17&step=4`. What is picked up is left out, and of the visitor's own pictures,
 * which are in this browser alone, only that there was one (`-`).
 */
export function writeAddress({ seats, play, filter }: PlaygroundState, { labels }: LabelledShelf): string {
  const named = (picture: Picture) => (picture < labels.length ? String(picture) : OWN);
  const base = play?.scene.base ?? seats;
  const parts = [`batch=${base.map(named).join('.')}`];
  if (play !== undefined) parts.push(...sceneParts(play));
  if (filter !== 'all' && filter !== 'own') parts.push(`shelf=${filter}`);
  return parts.join('&');
}

/**
 * The state that a fragment describes. Whatever in it does not fit this shelf is replaced by what the page starts with: an
 * address may come from another version of the site, or from anybody.
 */
export function readAddress(fragment: string, shelf: LabelledShelf): PlaygroundState {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const base = readBatch(fields.get('batch'), shelf);
  const play = readScene(fields, base, shelf);
  const seats = play === undefined ? base : batchesOf(play.scene, shelf)[play.step]!;
  return { seats, held: undefined, play, filter: readFilter(fields.get('shelf'), shelf) };
}

function sceneParts({ scene, step }: ScenePlay): string[] {
  const own = match(scene)
    .with({ kind: 'circulate' }, ({ weak }) => [`weak=${weak}`])
    .with({ kind: 'two-weak' }, ({ weak, other }) => [`weak=${weak}`, `other=${other}`])
    .with({ kind: P.union('remove-class', 'one-class') }, ({ label }) => [`class=${label}`])
    .with({ kind: 'random' }, ({ seed }) => [`seed=${seed}`])
    .exhaustive();
  return [`scene=${scene.kind}`, ...own, `step=${step}`];
}

function readBatch(text: string | null, shelf: LabelledShelf): Picture[] {
  const named = (text?.split('.') ?? []).map((each) =>
    each === OWN ? OWN : wholeBelow(each, shelf.labels.length),
  );
  const { least, most } = seatLimits(shelf);
  const fits = named.length >= least && named.length <= most && named.some((each) => each !== undefined);
  if (!fits) return balancedBatch(shelf);
  const standard = balancedBatch(shelf, { count: named.length });
  return named.map((each, seat) => (typeof each === 'number' ? each : standard[seat]!));
}

function readScene(
  fields: URLSearchParams,
  base: readonly Picture[],
  shelf: LabelledShelf,
): ScenePlay | undefined {
  const picture = (name: string) => wholeBelow(fields.get(name), shelf.labels.length);
  const weak = picture('weak');
  const other = picture('other');
  const label = wholeBelow(fields.get('class'), shelf.classes);
  const seed = wholeBelow(fields.get('seed'), 2 ** 31);
  const present = label !== undefined && shelf.labels.includes(label);
  const scene = match(fields.get('scene'))
    .returnType<Scene | undefined>()
    .with('circulate', (kind) => (weak === undefined ? undefined : { kind, base, weak }))
    .with('two-weak', (kind) =>
      weak === undefined || other === undefined ? undefined : { kind, base, weak, other },
    )
    .with(P.union('remove-class', 'one-class'), (kind) => (present ? { kind, base, label } : undefined))
    .with('random', (kind) => (seed === undefined ? undefined : { kind, base, seed }))
    .otherwise(() => undefined);
  if (scene === undefined) return undefined;
  const step = wholeBelow(fields.get('step'), batchesOf(scene, shelf).length) ?? 0;
  return { scene, step, playing: false };
}

function readFilter(text: string | null, { classes }: LabelledShelf): ShelfFilter {
  return text === 'weak' ? 'weak' : (wholeBelow(text, classes) ?? 'all');
}

function wholeBelow(text: string | null | undefined, bound: number): number | undefined {
  if (text == null || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value < bound ? value : undefined;
}
