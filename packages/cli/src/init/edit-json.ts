import { UserError } from '@batchmates/errors';
import {
  applyEdits,
  findNodeAtLocation,
  modify,
  parse,
  parseTree,
  printParseErrorCode,
  type JSONPath,
  type ParseError,
} from 'jsonc-parser';

/** A file of JSON that people wrote. */
export interface JsonText {
  /** Its path, for messages. */
  readonly file: string;
  readonly text: string;
  /** Whether comments and trailing commas may stand in it. */
  readonly comments: boolean;
}

/** The object in a file. Throws a `UserError` in a line with its place when the text is none. */
export function parseObject({ file, text, comments }: JsonText): Readonly<Record<string, unknown>> {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, {
    disallowComments: !comments,
    allowTrailingComma: comments,
  });
  const [first] = errors;
  if (first === undefined && isObject(value)) return value;
  throw new UserError({
    code: 'init/json',
    what: first === undefined ? file : `${file}${placeOf(text, first.offset)}`,
    expected: 'a JSON object',
    received: first === undefined ? kindOf(value) : named(printParseErrorCode(first.error)),
    remedy: 'mend it and run again; nothing was written',
  });
}

/** The object under a key; empty when there is none. Throws a `UserError` when something else stands there. */
export function objectAt({ file, text, comments }: JsonText, key: string): Readonly<Record<string, unknown>> {
  const value = parseObject({ file, text, comments })[key];
  if (value === undefined) return {};
  if (isObject(value)) return value;
  throw new UserError({
    code: 'init/json',
    what: `${file}, ${key}`,
    expected: 'an object',
    received: kindOf(value),
    remedy: 'mend it and run again; nothing was written',
  });
}

/**
 * The text with a value added at a path, and every other byte as it was: comments, order of keys, indentation. A name joins others at the end or, where it is
 * asked for and these are, in the order of the alphabet.
 */
export function withValue(
  text: string,
  path: JSONPath,
  value: unknown,
  { sorted = false }: { readonly sorted?: boolean } = {},
): string {
  const own = String(path.at(-1));
  const edits = modify(text, path, value, {
    formattingOptions: formattingOf(text),
    getInsertionIndex: (names) => {
      const after = sorted && isSorted(names) ? names.findIndex((name) => name > own) : -1;
      return after < 0 ? names.length : after;
    },
  });
  return applyEdits(text, edits);
}

/** The text with a value added to the list at a path. */
export function withElement(text: string, path: JSONPath, value: unknown): string {
  const root = parseTree(text);
  const elements = (root === undefined ? undefined : findNodeAtLocation(root, path))?.children ?? [];
  const last = elements.at(-1);
  if (last === undefined) return withValue(text, path, [value]);
  // A comment beside the last one stays beside it: then the value goes before the first.
  const commented = /^[ \t]*,?[ \t]*\/[/*]/.test(text.slice(last.offset + last.length));
  const edits = modify(text, [...path, commented ? 0 : elements.length], value, {
    formattingOptions: formattingOf(text),
    isArrayInsertion: true,
  });
  return applyEdits(text, edits);
}

function isSorted(names: readonly string[]): boolean {
  return names.every((name, index) => index === 0 || names[index - 1]! <= name);
}

function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indent = '  '] = /^([ \t]+)\S/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `, line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** `PropertyNameExpected` as words. */
function named(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null || value === undefined ? 'nothing' : `a ${typeof value}`;
}
