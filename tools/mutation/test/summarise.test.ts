import { expect, test } from 'vitest';
import { printCounts, printSurvivors } from '../src/print-summary.ts';
import { summarise, type StrykerReport } from '../src/summarise.ts';

const source = 'const a = b + 1;\nconst c = d;\n';
const sum = { file: 'x.ts', code: 'const a = b + 1;', original: 'b + 1', replacement: 'b - 1' };

function mutant(status: string, line = 1, statusReason?: string) {
  const end = line === 1 ? 16 : 12; // Columns from 1, the end not included.
  const location = { start: { line, column: 11 }, end: { line, column: end } };
  const reason = statusReason === undefined ? {} : { statusReason };
  return { mutatorName: 'Arithmetic', replacement: 'b - 1', status, location, ...reason };
}

const report = (...mutants: ReturnType<typeof mutant>[]): StrykerReport => ({
  files: { 'x.ts': { source, mutants } },
});

test('killed, timed out and failed mutants are noticed; those that were not run do not count', () => {
  const { survivors, timeOuts, stale, ...counts } = summarise(
    report(
      mutant('Killed'),
      mutant('RuntimeError'),
      mutant('Timeout', 2),
      mutant('Survived', 2),
      mutant('NoCoverage'),
      mutant('CompileError', 1, 'left out'),
      mutant('Ignored', 1, 'a description'),
    ),
    [],
  );
  expect(counts).toEqual({
    mutants: 6,
    equivalent: 0,
    sample: 5,
    killed: 2,
    timedOut: 1,
    survived: 1,
    noCoverage: 1,
    score: 0.6,
  });
  expect(survivors).toEqual([
    { ...sum, line: 1, mutator: 'Arithmetic', status: 'no coverage' },
    {
      file: 'x.ts',
      code: 'const c = d;',
      original: 'd',
      replacement: 'b - 1',
      line: 2,
      mutator: 'Arithmetic',
      status: 'survived',
    },
  ]);
  expect(timeOuts).toHaveLength(1);
  expect(stale).toEqual([]);
});

test('names entries of the list of equivalents that match no mutant, of these files alone', () => {
  const reason = 'nobody reads it';
  const entries = [sum, { ...sum, replacement: 'b * 1' }, { ...sum, file: 'y.ts' }];
  const summary = summarise(
    report(mutant('CompileError', 1, 'equivalent'), mutant('Killed', 2)),
    entries.map((entry) => ({ ...entry, reason })),
  );
  expect(summary).toMatchObject({ mutants: 2, equivalent: 1, sample: 1, score: 1 });
  expect(summary.stale).toEqual([{ ...sum, replacement: 'b * 1', reason }]);
});

test('refuses a report with mutants of which nothing is known', () => {
  expect(() => summarise(report(mutant('Pending')), [])).toThrow('internal: a mutant is Pending');
});

test('prints counts on one line, and survivors with file, line, change and code', () => {
  const summary = summarise(report(mutant('Killed'), mutant('Survived'), mutant('Killed', 2)), []);
  expect(printCounts(summary)).toBe(
    '3 mutants, 0 equivalent, 3 run: 2 killed, 0 timed out, 1 survived, 0 not covered; score 66.7 %',
  );
  expect(printSurvivors(summary)).toBe(
    'x.ts:1  survived (Arithmetic)\n  b + 1 -> b - 1\n  const a = b + 1;\n',
  );
});
