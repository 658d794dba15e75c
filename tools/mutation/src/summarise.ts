import { describeMutant, mutantKey, type DescribedMutant } from './describe-mutant.mjs';
import type { EquivalentMutant } from './select-mutants.mjs';

/** Stryker's report, as far as it is read here; lines and columns from 1. */
export interface StrykerReport {
  readonly files: Readonly<Record<string, ReportedFile>>;
}

interface ReportedFile {
  readonly source: string;
  readonly mutants: readonly ReportedMutant[];
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mutant that was run, and what came of it. */
export interface Outcome extends DescribedMutant {
  readonly status: 'killed' | 'timed out' | 'survived' | 'no coverage';
}

/** What a run found. */
export interface Summary {
  /** Mutants of the files, without those of descriptions; those named as equivalent; and those that were run, which are the sample. */
  readonly mutants: number;
  readonly equivalent: number;
  readonly sample: number;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  readonly noCoverage: number;
  /** Share of the sample that tests noticed (killed or timed out), 0-1; NaN of none. */
  readonly score: number;
  /** Those that survived or were never reached, by file and line. */
  readonly survivors: readonly Outcome[];
  readonly timeOuts: readonly Outcome[];
  /** Entries of the list of equivalent mutants, of the files that were mutated, that match no mutant. */
  readonly stale: readonly EquivalentMutant[];
}

/** Counts Stryker's report. */
export function summarise(report: StrykerReport, equivalent: readonly EquivalentMutant[]): Summary {
  const named = new Set(equivalent.map(mutantKey));
  const found = new Set<string>();
  const outcomes: Outcome[] = [];
  let mutants = 0;
  for (const [file, { source, mutants: all }] of Object.entries(report.files)) {
    const reported = all.filter(({ status }) => status !== 'Ignored');
    mutants += reported.length;
    for (const each of reported) {
      const described = describeMutant(file, source, fromZero(each));
      found.add(mutantKey(described));
      const status = statusOf(each);
      if (status !== undefined) outcomes.push({ ...described, status });
    }
  }
  outcomes.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  const of = (...statuses: Outcome['status'][]) => outcomes.filter(({ status }) => statuses.includes(status));
  const [killed, timedOut] = [of('killed').length, of('timed out').length];
  return {
    mutants,
    equivalent: [...named].filter((key) => found.has(key)).length,
    sample: outcomes.length,
    killed,
    timedOut,
    survived: of('survived').length,
    noCoverage: of('no coverage').length,
    score: (killed + timedOut) / outcomes.length,
    survivors: of('survived', 'no coverage'),
    timeOuts: of('timed out'),
    stale: equivalent.filter((entry) => entry.file in report.files && !found.has(mutantKey(entry))),
  };
}

/** What came of a mutant; undefined of one that was not run. */
function statusOf({ status, statusReason }: ReportedMutant): Outcome['status'] | undefined {
  switch (status) {
    case 'Survived':
      return 'survived';
    case 'NoCoverage':
      return 'no coverage';
    case 'Timeout':
      return 'timed out';
    case 'Killed':
    // An error outside of any test, which vitest counts as a failure too.
    case 'RuntimeError':
      return 'killed';
    // What the selection refused.
    case 'CompileError':
      return undefined;
    default:
      throw new Error(
        `internal: a mutant is ${status}${statusReason === undefined ? '' : `: ${statusReason}`}`,
      );
  }
}

function fromZero({ location: { start, end }, ...mutant }: ReportedMutant) {
  const back = ({ line, column }: Position) => ({ line: line - 1, column: column - 1 });
  return { ...mutant, location: { start: back(start), end: back(end) } };
}
