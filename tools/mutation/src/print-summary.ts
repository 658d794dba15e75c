import type { Outcome, Summary } from './summarise.ts';

/** The counts of a run on one line. */
export function printCounts(summary: Summary): string {
  const { mutants, equivalent, sample, killed, timedOut, survived, noCoverage, score } = summary;
  return (
    `${mutants} mutants, ${equivalent} equivalent, ${sample} run: ${killed} killed, ${timedOut} timed out, ` +
    `${survived} survived, ${noCoverage} not covered; score ${(100 * score).toFixed(1)} %`
  );
}

/** What tests did not notice, to read: file and line, what was exchanged, the line of code. */
export function printSurvivors({ survivors, timeOuts, stale }: Summary): string {
  return [
    ...survivors.map(printOutcome),
    ...timeOuts.map(printOutcome),
    ...stale.map(
      ({ file, code, original, replacement }) =>
        `${file}  named as equivalent, and not in the code:\n  ${original} -> ${replacement}\n  ${code}\n`,
    ),
  ].join('\n');
}

function printOutcome({ file, line, mutator, original, replacement, code, status }: Outcome): string {
  return `${file}:${line}  ${status} (${mutator})\n  ${cut(original)} -> ${cut(replacement)}\n  ${code}\n`;
}

function cut(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
