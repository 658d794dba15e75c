import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { knownKeys } from './known-keys.ts';
import { pipelineFileSchema, stageEntrySchema, type StageEntry } from './pipeline-file.ts';
import { collectProblems, type Problems } from './problems.ts';
import { schemaProblems } from './schema-problems.ts';
import { locate } from './source-map.ts';

/** A pipeline file as far as it could be read; `problems` holds what could not. */
export interface ParsedPipeline {
  readonly name: string;
  readonly description: string | undefined;
  /** Every stage that has a name, with what is wrong in it left out. */
  readonly stages: ReadonlyMap<string, ParsedStage>;
  readonly problems: Problems;
}

/** A stage entry whose mistakes were reported and left out; `uses` may be among them. */
export type ParsedStage = Omit<StageEntry, 'uses'> & { readonly uses?: string | undefined };

/**
 * Reads the text of a pipeline file against the strict schema. Never throws for a mistake in the text: all go to
 * `problems`, with line and column. `file` is how messages call the file.
 */
export function parsePipeline(text: string, file: string): ParsedPipeline {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const problems = collectProblems(file, (path) => locate(document, lines, path));
  const isDuplicate = ({ code }: YAMLError) => code === 'DUPLICATE_KEY';
  const broken = document.errors.find((error) => !isDuplicate(error));
  // What the parser says after the first broken place follows from it.
  const told = [...document.errors.filter(isDuplicate), ...(broken === undefined ? [] : [broken])];
  for (const error of [...told, ...document.warnings]) {
    const { line, col } = lines.linePos(error.pos[0]);
    problems.add({
      code: `pipeline/${isDuplicate(error) ? 'duplicate' : 'yaml'}`,
      path: [],
      position: { line, column: col },
      what: error.message,
      remedy: quoteIt(text.split('\n')[line - 1] ?? ''),
    });
  }
  // With broken syntax the rest is guesswork; a duplicate key alone leaves a tree worth checking.
  return { ...(broken === undefined ? readContent(document.toJS(), problems) : NOTHING), problems };
}

/** The remedy for a line with `${axis}` where YAML takes the brace for a map of its own. */
function quoteIt(line: string): string | undefined {
  const [, axis] = /[:{[,]\s*(\$\{[^}\n]*\})/.exec(line) ?? [];
  return axis === undefined ? undefined : `put it in quotes: '${axis}'`;
}

const NOTHING = { name: '', description: undefined, stages: new Map<string, ParsedStage>() };

function readContent(content: unknown, problems: Problems): Omit<ParsedPipeline, 'problems'> {
  const parsed = pipelineFileSchema.safeParse(content);
  if (parsed.success) {
    const { name, description, stages } = parsed.data;
    return { name, description, stages: new Map(Object.entries(stages)) };
  }
  const known = (path: readonly (string | number)[]) => knownKeys(pipelineFileSchema, path, content);
  for (const problem of schemaProblems({ error: parsed.error, value: content, at: [], knownKeys: known }))
    problems.add(problem);
  const { name, stages } = isRecord(content) ? content : {};
  const entries = isRecord(stages)
    ? Object.entries(stages).map(([stage, entry]) => [stage, salvage(entry)] as const)
    : [];
  return { name: typeof name === 'string' ? name : '', description: undefined, stages: new Map(entries) };
}

/** What is sound in a stage entry, so that the rest of the graph can still be checked. */
function salvage(entry: unknown): ParsedStage {
  const lenient = stageEntrySchema.partial({ uses: true });
  const sound = Object.entries(isRecord(entry) ? entry : {}).filter(
    ([key, value]) => lenient.safeParse({ [key]: value }).success,
  );
  return lenient.parse(Object.fromEntries(sound));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
