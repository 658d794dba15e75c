import { readRegularFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { parseDocument } from 'yaml';

/** The `name:` of a pipeline file, without planning it; throws a `UserError` (`pipeline/no-name`) when it has none. */
export async function readPipelineName(file: string): Promise<string> {
  const text = (await readRegularFile(file)).toString('utf8');
  const name: unknown = plainName(text) ?? parseDocument(text).get('name');
  if (typeof name === 'string') return name;
  throw new UserError({
    code: 'pipeline/no-name',
    what: `pipeline file ${file}`,
    expected: 'a key name with a text',
    received: name === undefined ? 'none' : JSON.stringify(name),
  });
}

/**
 * The name when it is a word on a line of its own, in a file of which every line without indentation is a comment or starts with
 * another key: a command asks for the names of all files of the workspace, and parsing one takes milliseconds. Undefined when
 * that is not certain.
 */
function plainName(text: string): string | undefined {
  const values = new Map<string, string>();
  let last = '';
  for (const line of text.split(/\r?\n/)) {
    const goesOn = /^[ \t]+[^ \t#]/.test(line);
    // `name: a` and an indented `b` are the text `a b`.
    if (goesOn && last === 'name') return undefined;
    if (goesOn || /^[ \t]*(#|$)/.test(line)) continue;
    const [, key, value = ''] = /^([A-Za-z]+):(?: +(.*))?$/.exec(line) ?? [];
    // A text in quotes or a list in brackets may go on over any lines.
    if (key === undefined || values.has(key) || /^["'[{&*!]/.test(value)) return undefined;
    values.set(key, value.trimEnd());
    last = key;
  }
  const name = values.get('name') ?? '';
  return /^[A-Za-z][\w-]*$/.test(name) && !NO_TEXT.test(name) ? name : undefined;
}

/** Words that YAML does not read as texts. */
const NO_TEXT = /^(true|false|null)$/i;
