import { visit, type Alias, type Document, type LineCounter, type YAMLError } from 'yaml';
import type { Problem, Problems } from './problems.ts';
import type { Position } from './source-map.ts';

/** What the parser found, as problems; `broken`: the rest of the file cannot be checked. */
export interface SyntaxProblems {
  readonly told: readonly Problem[];
  readonly broken: boolean;
}

/** The problems of a file's syntax. What the parser says after the first broken place follows from it, and is left out. */
export function syntaxProblems(document: Document, text: string, lines: LineCounter): SyntaxProblems {
  const isDuplicate = ({ code }: YAMLError) => code === 'DUPLICATE_KEY';
  const broken = document.errors.find((error) => !isDuplicate(error));
  const errors = [...document.errors.filter(isDuplicate), ...(broken === undefined ? [] : [broken])];
  const told = [...errors, ...document.warnings].map((error) => {
    const position = positionOf(error.pos[0], lines);
    return {
      code: `pipeline/${isDuplicate(error) ? 'duplicate' : 'yaml'}`,
      path: [],
      position,
      ...(KNOWN[error.code] ?? { what: error.message }),
      ...quoteIt(text.split('\n')[position.line - 1] ?? ''),
    };
  });
  return { told, broken: broken !== undefined };
}

/** What the parser's codes mean for the file, where its own words are for programmers. */
const KNOWN: Partial<Record<YAMLError['code'], Omit<Problem, 'code' | 'path'>>> = {
  TAB_AS_INDENT: {
    expected: 'spaces before a key',
    received: 'a tab',
    remedy: 'put two spaces in its place',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    expected: 'one key on a line, or several in { }',
    received: 'a second key after the value of the first',
    remedy: 'put it on a line of its own, or quote the value if its colon belongs to it',
  },
  DUPLICATE_KEY: {
    expected: 'each key once',
    received: 'one that stands above already',
    remedy: 'put what both say under one of them',
  },
  MULTIPLE_DOCS: {
    expected: 'one pipeline',
    received: 'another one after ---',
    remedy: 'give each pipeline a file of its own',
  },
  RESOURCE_EXHAUSTION: { expected: 'a few levels of keys and lists', received: 'more than can be read' },
  TAG_RESOLVE_FAILED: {
    expected: 'a value without a tag',
    received: 'an unknown tag',
    remedy: 'leave the !tag out',
  },
};

/** The remedy for a line with `${axis}` where YAML takes the brace for a map of its own. */
function quoteIt(line: string): { readonly remedy?: string } {
  const [, axis] = /[:{[,]\s*(\$\{[^}\n]*\})/.exec(line) ?? [];
  return axis === undefined ? {} : { remedy: `put it in quotes: '${axis}'` };
}

/** Levels of maps and lists in a pipeline file: several times what any has. */
const DEEPEST = 50;

/** The values of a document; `undefined` when they cannot be had, for which there is a problem then. */
export function contentOf(
  document: Document,
  lines: LineCounter,
  problems: Problems,
): { readonly value: unknown } | undefined {
  const unknown = unknownAliases(document);
  const anchors = anchorsOf(document);
  for (const { source, range } of unknown) {
    problems.add({
      code: 'pipeline/yaml',
      path: [],
      position: positionOf(range?.[0] ?? 0, lines),
      what: `*${source} stands for nothing`,
      expected: anchors.length === 0 ? 'an anchor before it' : `one of *${anchors.join(', *')}`,
      remedy: `write &${source} before the value that it stands for, or quote a text that begins with *`,
    });
  }
  if (unknown.length > 0) return undefined;
  const value = valueOf(document);
  if (value !== undefined && isShallow(value, DEEPEST)) return { value };
  problems.add({
    code: 'pipeline/yaml',
    path: [],
    ...(value === undefined
      ? { expected: 'aliases of values written once', received: 'aliases of aliases beyond measure' }
      : { expected: `at most ${DEEPEST} levels of keys and lists`, received: 'more' }),
  });
  return undefined;
}

function unknownAliases(document: Document): Alias[] {
  const unknown: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) unknown.push(alias);
    },
  });
  return unknown;
}

function anchorsOf(document: Document): string[] {
  const anchors: string[] = [];
  visit(document, {
    Node(_, node) {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.push(node.anchor);
    },
  });
  return anchors;
}

/** `undefined` for aliases that would become more values than memory holds. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** False also for a value that contains itself. */
function isShallow(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.values(value).every((each) => isShallow(each, levels - 1));
}

function positionOf(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
