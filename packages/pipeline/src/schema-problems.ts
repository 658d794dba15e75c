import type { z } from 'zod';
import { match, P } from 'ts-pattern';
import { didYouMean } from '@batchmates/errors';
import type { Problem } from './problems.ts';
import type { KeyPath } from './source-map.ts';
import { valueAt } from './value-at.ts';

type Issue = z.core.$ZodIssue;

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
  return complaint.error.issues
    .flatMap(deepest)
    .flatMap((issue) => problemsOf(issue, complaint))
    .map(({ path, ...rest }) => ({ ...rest, path: [...complaint.at, ...path] }));
}

function problemsOf(issue: Issue, { value, knownKeys, renamed = {} }: Complaint): Problem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  return match(issue)
    .with({ code: 'unrecognized_keys' }, ({ keys }) =>
      keys.map((key) => {
        const remedy = path.length === 0 && Object.hasOwn(renamed, key) ? renamed[key] : undefined;
        if (remedy !== undefined)
          return { code: 'pipeline/renamed-key', path: [key], what: 'is no longer a key', remedy };
        const known = knownKeys(path);
        return {
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
    .with({ code: P.string }, ({ message }) => [
      {
        code: 'pipeline/wrong-value',
        path,
        expected: message.replace(/^.*?expected /, '').replace(/, received .*$/, ''),
        received: shown(valueAt(value, path)),
      },
    ])
    .exhaustive();
}

/**
 * Of a union: what the member that fails deepest inside the value complains about (an unknown key lies inside its
 * object); on a tie, what all members expect.
 */
function deepest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const nested = issue.errors.map((issues) =>
    issues.map((each): Issue => ({ ...each, path: [...issue.path, ...each.path] })),
  );
  const [best, second] = nested.toSorted((left, right) => depth(right) - depth(left));
  if (best !== undefined && best.length > 0 && (second === undefined || depth(best) > depth(second)))
    return best.flatMap(deepest);
  const expected = nested.flatMap(([first]) =>
    first === undefined ? [] : [first.message.replace(/^.*?expected /, '').replace(/, received .*$/, '')],
  );
  return [expected.length === 0 ? issue : { ...issue, message: [...new Set(expected)].join(' or ') }];
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
