import type { Artifact } from '@batchmates/artifact';
import { COMPARISON_TITLE } from './compare-params.ts';

/** How to set reports side by side. */
export interface CompareOptions {
  readonly title?: string;
  /** Where the page with its figures and tables goes; absent: nothing is written. */
  readonly page?: {
    /** An empty folder to write into. */
    readonly output: string;
    /** The folder from which its links lead, where that is moved afterwards. */
    readonly folder: string;
  };
}

/**
 * Sets reports side by side and gives the table of their errors for a terminal; throws what `readComparison` throws. What
 * draws and lays out is loaded when it is called.
 */
export async function compareReports(
  artifacts: readonly Artifact[],
  options: CompareOptions = {},
): Promise<string> {
  const { comparisonTable, readComparison, writeComparison } = await import('./comparison.ts');
  const { title = COMPARISON_TITLE, page } = options;
  const comparison = await readComparison(artifacts, { title, folder: page?.folder ?? process.cwd() });
  if (page !== undefined) await writeComparison(page.output, comparison);
  return comparisonTable(comparison);
}
