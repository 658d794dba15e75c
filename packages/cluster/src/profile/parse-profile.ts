import { UserError, UserErrors, didYouMean } from '@batchmates/errors';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { profileSchema, resourcesSchema, type Profile } from './profile-schema.ts';

/**
 * Reads the text of a profile; `file` is its path as shown to people. Throws a `UserError` (`profile/syntax`, `profile/unknown-key`,
 * `profile/wrong-value`), or all of them as `UserErrors`, each with its line.
 */
export function parseProfile(text: string, file: string): Profile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    throw new UserError({
      code: 'profile/syntax',
      what: `${file}:${lines.linePos(mistake.pos[0]).line}`,
      expected: 'YAML',
      received: mistake.message.split('\n')[0],
      cause: mistake,
    });
  }
  const parsed = profileSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    mistakesOf(issue, (path) => `${file}:${lineOf(document, path, lines)} ${path.join('.')}`.trimEnd()),
  );
  throw errors.length === 1 ? errors[0]! : new UserErrors(errors);
}

type Path = readonly PropertyKey[];

function mistakesOf(issue: z.core.$ZodIssue, place: (path: Path) => string): UserError[] {
  if (issue.code === 'unrecognized_keys') {
    const known =
      issue.path.length === 0 ? Object.keys(profileSchema.shape) : Object.keys(resourcesSchema.shape);
    return issue.keys.map(
      (key) =>
        new UserError({
          code: 'profile/unknown-key',
          what: `${place([...issue.path, key])} is not known here`,
          expected: `one of ${known.join(', ')}`,
          remedy: didYouMean(key, known),
        }),
    );
  }
  return [
    new UserError({
      code: 'profile/wrong-value',
      what: `${place(issue.path)}: ${wordsOf(issue)}`,
      remedy: 'docs/cluster.md has every key',
    }),
  ];
}

/** What an issue says; of a union, what its members expect. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  return [...new Set(issue.errors.flatMap(([first]) => (first === undefined ? [] : [first.message])))].join(
    ', or ',
  );
}

/** The line on which the innermost part of a path stands that is there. */
function lineOf(document: Document, path: Path, lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
