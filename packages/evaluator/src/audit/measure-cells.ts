import { summariseCell, summariseRun, type RunSummary } from '@batchmates/audit';
import { UserError } from '@batchmates/errors';
import { predict } from '@batchmates/protocols';
import type { AuditCell, Predictions } from '@batchmates/results';
import { protocolFacts } from '../evaluate/protocol-facts.ts';
import type { Inference } from '../session/with-test-images.ts';
import type { CellPlan, PlannedCell, Skipped } from './plan-cells.ts';

/** A cell with its arrangements. */
export interface MeasuredCell extends PlannedCell {
  readonly runs: readonly RunSummary[];
  readonly facts: AuditCell;
}

/** What was measured. Of cells with many probabilities only those that are looked at again are kept. */
export interface MeasuredCells {
  readonly cells: readonly MeasuredCell[];
  /** By cell of the plan, its index among the measured ones; null: it was skipped. */
  readonly places: readonly (number | null)[];
  readonly skipped: readonly Skipped[];
  readonly fixed: Predictions;
  /** Of every arrangement of the random batches. */
  readonly random: readonly Predictions[];
}

/** Told after every batch how many predictions counted, and of what. */
export type OnBatch = (counted: number, what: string) => void;

/**
 * Predicts the images in every cell. A cell whose batches hold one value per channel somewhere (`engine/one-value`) is skipped, unless it was
 * chosen: then its `UserError` is thrown.
 */
export async function measureCells(
  inference: Inference,
  { cells, roles }: CellPlan,
  onBatch: OnBatch,
): Promise<MeasuredCells> {
  const kept = new Map<number, readonly Predictions[]>();
  const measured: MeasuredCell[] = [];
  const skipped: Skipped[] = [];
  const places: (number | null)[] = [];
  for (const [index, cell] of cells.entries()) {
    try {
      const keeps: Predictions[] | undefined =
        index === roles.fixed || index === roles.random ? [] : undefined;
      if (keeps !== undefined) kept.set(index, keeps);
      const fixed = kept.get(roles.fixed)![0];
      const runs = await runsOf(inference, cell, { fixed, keeps, onBatch });
      const { protocol, options, batchSize } = cell;
      const described = { protocol: protocolFacts(protocol, options, inference.images), batchSize };
      places.push(measured.length);
      measured.push({ ...cell, runs, facts: { ...described, ...summariseCell(runs) } });
    } catch (error) {
      const isChosen = index === roles.measuredAs || index === roles.servedAs;
      if (!(error instanceof UserError) || error.code !== 'engine/one-value' || isChosen) throw error;
      skipped.push({ what: cell.protocol.heading, reason: error.message });
      places.push(null);
    }
  }
  const random = roles.random === null ? [] : kept.get(roles.random)!;
  return { cells: measured, places, skipped, fixed: kept.get(roles.fixed)![0]!, random };
}

interface RunsRequest {
  /** Absent while it is these that are predicted. */
  readonly fixed: Predictions | undefined;
  /** Where to keep the probabilities, if they are looked at again. */
  readonly keeps: Predictions[] | undefined;
  readonly onBatch: OnBatch;
}

async function runsOf(
  inference: Inference,
  { protocol, options, seeds }: PlannedCell,
  { fixed, keeps, onBatch }: RunsRequest,
): Promise<RunSummary[]> {
  const runs: RunSummary[] = [];
  for (const seed of seeds) {
    const predictions = await predict({
      ...inference,
      ...{ protocol, options, seed },
      onBatch: (counted) => onBatch(counted, protocol.heading),
    });
    const isTied = protocol.composition(options, inference.images).kind !== 'single';
    runs.push(summariseRun(predictions, fixed ?? predictions, isTied ? predictions.batches : undefined));
    keeps?.push(predictions);
  }
  return runs;
}
