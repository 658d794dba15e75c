import type { CirculateGrid, CirculateRow } from '@batchmates/results';

/**
 * What an answer in a grid of Figure 4 is. For probes: the class that lost its image to a probe, the probe's own class,
 * or another; for the confident images around them: right or wrong.
 */
export type AnswerKind = 'missing' | 'own' | 'other' | 'right' | 'wrong';

/** Colour, mark and meaning of every kind of answer, for cells and legend alike. */
export const answerStyles: Record<
  AnswerKind,
  { readonly colour: string; readonly mark: string; readonly meaning: string }
> = {
  missing: { colour: 'var(--series-3)', mark: '◆', meaning: 'probe, answered as a missing class' },
  own: { colour: 'var(--series-1)', mark: '●', meaning: 'probe, answered as its own class' },
  other: { colour: 'var(--series-2)', mark: '▲', meaning: 'probe, answered as another class' },
  right: { colour: 'var(--line)', mark: '', meaning: 'companion, right' },
  wrong: { colour: 'var(--series-4)', mark: '✕', meaning: 'companion, wrong' },
};

/** What the answer in `slot` of a row is. */
export function answerKind(grid: CirculateGrid, row: CirculateRow, slot: number): AnswerKind {
  const predicted = row.cells[slot]?.predicted;
  const probe = row.probeSlots.indexOf(slot);
  if (probe < 0) return predicted === slot ? 'right' : 'wrong';
  // In its own class's slot right and missing are the same answer, which counts as right.
  if (predicted === grid.probes[probe]?.label) return 'own';
  return predicted !== undefined && row.probeSlots.includes(predicted) ? 'missing' : 'other';
}
