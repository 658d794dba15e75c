import type { Metric } from '@batchmates/metrics';
import type { ErrorTable } from '../analysis/error-table.ts';
import type { PairedTests } from '../analysis/paired.ts';
import type { Plotter } from '../charts/plot.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** What every section is made from. */
export interface SectionContext {
  readonly evidence: Evidence;
  readonly table: ErrorTable;
  readonly paired: PairedTests;
  /** Those asked for beyond the report's own. */
  readonly metrics: readonly Metric[];
  readonly plotter: Plotter;
}
