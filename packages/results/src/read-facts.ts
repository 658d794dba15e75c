import { join } from 'node:path';
import { parseJson, readRegularFile, UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { z } from 'zod';
import { SCHEMA_VERSION } from './facts/facts.ts';
import { resultSchema, type ResultFacts } from './facts/result-facts.ts';
import { resultsFiles } from './results-files.ts';

/** What results of schema version 1 had in the place of `result.json`. */
const OLD_FILE = 'metrics.json';

/** Reads `result.json` of a `results` folder; throws what `readResults` throws. */
export async function readFacts(folder: string): Promise<ResultFacts> {
  const file = join(folder, resultsFiles.facts);
  const old = join(folder, OLD_FILE);
  const text = await readText(file).catch(() => undefined);
  const oldText = text === undefined ? await readText(old).catch(() => undefined) : undefined;
  const version = versionOf(text ?? oldText);
  if (version === undefined || version === SCHEMA_VERSION) return readJson(file, resultSchema);
  throw new UserError({
    code: 'results/schema-version',
    what: `results file "${text === undefined ? old : file}"`,
    expected: `schema version ${SCHEMA_VERSION}`,
    received: `version ${version}`,
    remedy: `make it again: npx batchmates run-all ${await instanceOf(folder)}`,
  });
}

/** Reads a JSON file of a `results` folder; throws a `UserError` (`results/missing`, `results/bad-file`). */
export async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readText(file).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UserError({
      code: 'results/missing',
      what: `results file "${file}" ${cause.absent ? 'does not exist' : 'cannot be read'}`,
      received: cause.absent ? undefined : cause.reason,
      remedy: 'name the folder of a results artifact that has it',
      cause,
    });
  });
  const content = parseJson(text);
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'results/bad-file',
    what: `results file "${file}"`,
    expected: `schema version ${SCHEMA_VERSION}`,
    received: content === undefined ? 'no JSON' : firstIssues(parsed.error),
    remedy: 'run the stage that wrote it again',
    cause: parsed.error,
  });
}

/** The first of what is wrong, with its place: a damaged list of a million entries has a million mistakes. */
function firstIssues(error: z.ZodError): string {
  const [shown, more] = [error.issues.slice(0, 10), error.issues.length - 10];
  const lines = shown.map(({ message, path }) => `${message} at ${path.join('.') || 'its start'}`);
  return [...lines, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/** Grids with their pictures have some megabytes. */
const LARGEST = 256 * 2 ** 20;

async function readText(file: string): Promise<string> {
  return (await readRegularFile(file, LARGEST)).toString('utf8');
}

/** The schema version a file says it has; undefined when it says none. */
function versionOf(text: string | undefined): number | undefined {
  const { data } = z.object({ schemaVersion: z.number() }).safeParse(parseJson(text ?? ''));
  return data?.schemaVersion;
}

/** `<pipeline>.<instance>` of the artifact in a folder, as Nx names it, with placeholders for what it does not say. */
async function instanceOf(folder: string): Promise<string> {
  const read = async (file: string) => parseJson(await readText(join(folder, file)).catch(() => ''));
  const [manifest, run] = await Promise.all([read('artifact.json'), read('run.json')]);
  const { data: { instance = '<instance>' } = {} } = z.object({ instance: z.string() }).safeParse(manifest);
  const { data: { pipeline = '<pipeline>' } = {} } = z.object({ pipeline: z.string() }).safeParse(run);
  return `${pipeline}.${instance}`;
}
