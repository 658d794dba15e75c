import type { z } from 'zod';
import { match, P } from 'ts-pattern';
import { didYouMean, nearestName } from '@batchmates/errors';
import type { Problem } from './problems.ts';
import type { KeyPath } from './source-map.ts';
import { valueAt } from './value-at.ts';

type Issue = z.core.$ZodIssue;

/** What was received where a key is absent. */
const NOTHING = 'nothing';

/** What a schema complains about. */
export interface Complaint {
  readonly error: z.ZodError;
  /** What was parsed, to show the offending values. */
  readonly value: unknown;
  /** Where `value` stands in the file. */
  readonly at: KeyPath;
  /** The keys the schema knows at a path inside `value`, for suggestions; empty when not known. */
  readonly knownKeys: (path: KeyPath) => readonly string[];
  /** Former keys of `value` itself, with what to write now. */
  readonly renamed?: Readonly<Record<string, string>> | undefined;
}

/** Turns a zod error into problems of a pipeline file: key, expected, received, and the nearest known name. */
export function schemaProblems(complaint: Complaint): Problem[] {
  const problems = complaint.error.issues.flatMap(deepest).flatMap((issue) => problemsOf(issue, complaint));
  // A key that is misspelt is missing as well, which need not be said.
  const meant = new Set(problems.flatMap(({ meant }) => (meant === undefined ? [] : [meant.join('\0')])));
  return problems
    .filter(({ path, received }) => received !== NOTHING || !meant.has(path.join('\0')))
    .map(({ meant: _, path, ...rest }) => ({ ...rest, path: [...complaint.at, ...path] }));
}

/** A problem; of an unknown key, with the path of the key that was probably meant. */
interface Found extends Problem {
  readonly meant?: KeyPath;
}

function problemsOf(issue: Issue, { value, knownKeys, renamed = {} }: Complaint): Found[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  return match(issue)
    .with({ code: 'unrecognized_keys' }, ({ keys }) =>
      keys.map((key) => {
        const remedy = path.length === 0 && Object.hasOwn(renamed, key) ? renamed[key] : undefined;
        if (remedy !== undefined)
          return { code: 'pipeline/renamed-key', path: [key], what: 'is no longer a key', remedy };
        const known = knownKeys(path);
        const nearest = nearestName(key, known);
        return {
          ...(nearest !== undefined && { meant: [...path, nearest] }),
          code: 'pipeline/unknown-key',
          path: [...path, key],
          what: 'is not known here',
          expected: known.length === 0 ? undefined : `one of ${known.join(', ')}`,
          remedy: didYouMean(key, known),
        };
      }),
    )
    .with({ code: 'invalid_value' }, ({ values }) => {
      const received = valueAt(value, path);
      return [
        {
          code: 'pipeline/wrong-value',
          path,
          expected: values.length === 1 ? shown(values[0]) : `one of ${values.map(String).join(', ')}`,
          received: shown(received),
          remedy: typeof received === 'string' ? didYouMean(received, values.map(String)) : undefined,
        },
      ];
    })
    .with({ code: 'invalid_union', discriminator: P.string, options: P.array() }, ({ options }) => {
      const received = valueAt(value, path);
      const known = options.map(String);
      return [
        {
          code: 'pipeline/wrong-value',
          path,
          expected: `one of ${known.join(', ')}`,
          received: shown(received),
          remedy: typeof received === 'string' ? didYouMean(received, known) : undefined,
        },
      ];
    })
    .with({ code: 'invalid_key' }, ({ issues }) => [
      {
        code: 'pipeline/wrong-value',
        path,
        what: 'is no name',
        expected: issues[0]?.message,
        received: shown(path.at(-1)),
      },
    ])
    .with({ code: P.string }, () => {
      const received = valueAt(value, path);
      return [
        {
          code: 'pipeline/wrong-value',
          path,
          expected: expectation(issue, received),
          received: shown(received),
          remedy: remedyFor(issue, received, knownKeys(path)),
        },
      ];
    })
    .exhaustive();
}

/** What an issue of one value expected, in words. */
function expectation(issue: Issue, received?: unknown): string {
  return (
    match(issue)
      .with({ code: 'invalid_type' }, ({ expected }) =>
        typeof received === 'number' && !Number.isFinite(received) ? 'a finite number' : typeWord(expected),
      )
      .with(
        { code: 'invalid_value' },
        ({ values }) =>
          `${values.length > 1 ? 'one of ' : ''}${values.map((each) => JSON.stringify(each)).join('|')}`,
      )
      .with({ code: 'too_small' }, ({ origin, minimum, inclusive }) =>
        isNumber(origin)
          ? `a number ${inclusive === false ? 'above' : 'of at least'} ${minimum}`
          : `${origin} of at least ${minimum} items`,
      )
      .with({ code: 'too_big' }, ({ origin, maximum, inclusive }) =>
        isNumber(origin)
          ? `a number ${inclusive === false ? 'below' : 'of at most'} ${maximum}`
          : `${origin} of at most ${maximum} items`,
      )
      // Of formats and checks of our own, the words are ours.
      .with({ code: P.string }, ({ message }) => message.replace(/^expected /, ''))
      .exhaustive()
  );
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int' || origin === 'bigint';
}

function typeWord(type: string): string {
  if (type === 'record') return 'object';
  return type === 'int' ? 'a whole number' : type;
}

/** What YAML 1.1 read as true and false, and 1.2 reads as text. */
const FORMER_BOOLEANS = /^(yes|no|on|off|y|n)$/i;

function remedyFor(issue: Issue, received: unknown, known: readonly string[]): string | undefined {
  if (issue.code !== 'invalid_type' || typeof received !== 'string') return undefined;
  if (issue.expected === 'boolean' && FORMER_BOOLEANS.test(received)) return 'write true or false';
  if (issue.expected === 'object' && known.includes('kind')) return `write { kind: ${received} }`;
  return undefined;
}

/**
 * Of a union: what the member that was meant complains about: of members told apart by their `kind`, the one of that kind, else the one that
 * fails deepest inside the value (an unknown key lies inside its object); on a tie, what all members expect.
 */
function deepest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const nested = issue.errors.map((issues) =>
    issues.map((each): Issue => ({ ...each, path: [...issue.path, ...each.path] })),
  );
  const ofThisKind = nested.filter((issues) => !issues.some((each) => isKind(each, issue)));
  const kinds = nested.flatMap((issues) => issues.filter((each) => isKind(each, issue)));
  const [best, second] = ofThisKind.toSorted((left, right) => depth(right) - depth(left));
  if (best !== undefined && best.length > 0 && (second === undefined || depth(best) > depth(second)))
    if (kinds.length === 0 || depth(best) > issue.path.length) return best.flatMap(deepest);
  if (kinds.length > 1 && ofThisKind.every((issues) => depth(issues) <= issue.path.length)) {
    const values = kinds.flatMap((each) => (each.code === 'invalid_value' ? each.values : []));
    return [{ ...kinds[0]!, values: [...new Set(values)] } as Issue];
  }
  const expected = nested.flatMap(([first]) => (first === undefined ? [] : [expectation(first)]));
  return [expected.length === 0 ? issue : { ...issue, message: [...new Set(expected)].join(' or ') }];
}

/** Whether an issue is that `kind` has another value, where it is that of a member of the union. */
function isKind({ code, path }: Issue, union: Issue): boolean {
  return code === 'invalid_value' && path.length === union.path.length + 1 && path.at(-1) === 'kind';
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
}

function shown(value: unknown): string {
  if (value === undefined) return NOTHING;
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
