import type { BatchPlan } from '@batchmates/batching';
import type { PlannedImages } from '../batches/planned-batches.ts';
import { plainTable } from './plain-table.ts';

/** What is shown of plans. */
export interface Shown {
  readonly images: PlannedImages;
  /** Batches of the first epoch to show. */
  readonly first: number;
}

/** Lines about the plans of some epochs: the first batches by image and class, and how many batchmates meet again. */
export async function describePlans(
  plans: readonly BatchPlan[],
  { images: { labels, classNames, id }, first }: Shown,
): Promise<string[]> {
  const { batchCount, batchOf, classHistogram, meetings } = await import('@batchmates/batching');
  const plan = plans[0]!;
  const histogram = classHistogram(plan, { labels, classes: classNames.length });
  const shown = histogram.slice(0, first);
  const names = classNames.map((name) => (name.length > 10 ? `${name.slice(0, 9)}…` : name));
  const images = shown.map(
    (_, batch) =>
      `batch ${batch}: images ${[...batchOf(plan, batch)]
        .slice(0, 12)
        .map((index) => id(index))
        .join(', ')}${batchOf(plan, batch).length > 12 ? ', …' : ''}`,
  );
  return [
    `${batchCount(plan)} batches an epoch, of ${sizes(plan)} images`,
    ...images,
    plainTable(
      ['images per class', ...names],
      shown.map((counts, batch) => [`batch ${batch}`, ...counts]),
      names.map((_, column) => column + 1),
    ),
    ...meetings(plans).map(
      ({ pairs, again }, index) =>
        `epoch ${index + 1}: ${again.toLocaleString('en')} of ${pairs.toLocaleString('en')} pairs of batchmates (${((100 * again) / Math.max(1, pairs)).toFixed(2)} %) had met in epoch ${index}`,
    ),
  ];
}

function sizes({ offsets }: BatchPlan): string {
  const lengths = [...offsets].slice(1).map((end, batch) => end - offsets[batch]!);
  // Not Math.min(...lengths): there may be more batches than arguments.
  const [least, most] = [Math.min, Math.max].map((extreme) =>
    lengths.reduce((one, other) => extreme(one, other)),
  );
  return least === most ? String(least) : `${least} to ${most}`;
}
