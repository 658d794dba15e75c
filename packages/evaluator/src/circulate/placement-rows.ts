import type { TestImages } from '@batchmates/protocols';
import type { Placements } from '@batchmates/results';
import type { Circulations } from './circulate-probes.ts';

/** The single placements as the columns of `placements.arrow`, weak images first. */
export function placementRows(
  { weak, strong }: Pick<Circulations, 'weak' | 'strong'>,
  { ids, labels }: Pick<TestImages, 'ids' | 'labels'>,
): Placements {
  const rows = [
    ...weak.map((placement) => ({ ...placement, weak: 1 })),
    ...strong.map((placement) => ({ ...placement, weak: 0 })),
  ].map(({ batch, weak, probes, predicted, rows }) => {
    const { image, slot } = probes[0]!;
    const label = labels[image]!;
    return {
      id: ids[image]!,
      label,
      weak,
      batch,
      slot,
      predicted: predicted[0]!,
      missing: rows[0]![slot]!,
      own: rows[0]![label]!,
    };
  });
  return {
    ids: rows.map(({ id }) => id),
    labels: Uint16Array.from(rows, ({ label }) => label),
    weak: Uint8Array.from(rows, ({ weak }) => weak),
    batches: Uint16Array.from(rows, ({ batch }) => batch),
    slots: Uint16Array.from(rows, ({ slot }) => slot),
    predicted: Uint16Array.from(rows, ({ predicted }) => predicted),
    missingProbabilities: Float32Array.from(rows, ({ missing }) => missing),
    labelProbabilities: Float32Array.from(rows, ({ own }) => own),
  };
}
