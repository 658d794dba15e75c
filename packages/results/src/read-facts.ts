import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSystemCode, UserError } from '@batchmates/errors';
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
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const oldText = text === undefined ? await readFile(old, 'utf8').catch(() => undefined) : undefined;
  const version = versionOf(text ?? oldText);
  if (version === undefined || version === SCHEMA_VERSION) return readJson(file, resultSchema);
  throw new UserError({
    code: 'results/schema-version',
    what: `results file "${text === undefined ? old : file}"`,
    expected: `schema version ${SCHEMA_VERSION}`,
    received: `version ${version}`,
    remedy: `make it again: npx nx run ${await instanceOf(folder)}:run`,
  });
}

/** Reads a JSON file of a `results` folder; throws a `UserError` (`results/missing`, `results/bad-file`). */
export async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({
      code: 'results/missing',
      what: `results file "${file}" ${hasSystemCode(cause, 'ENOENT') ? 'does not exist' : 'cannot be read'}`,
      remedy: 'name the folder of a results artifact that has it',
      cause,
    });
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError({
      code: 'results/bad-file',
      what: `results file "${file}"`,
      expected: `schema version ${SCHEMA_VERSION}`,
      received: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause),
      remedy: 'run the stage that wrote it again',
      cause,
    });
  }
}

/** The schema version a file says it has; undefined when it says none. */
function versionOf(text: string | undefined): number | undefined {
  const { data } = z.object({ schemaVersion: z.number() }).safeParse(parseOrNothing(text));
  return data?.schemaVersion;
}

/** `<pipeline>.<instance>` of the artifact in a folder, as Nx names it, with placeholders for what it does not say. */
async function instanceOf(folder: string): Promise<string> {
  const read = async (file: string) =>
    parseOrNothing(await readFile(join(folder, file), 'utf8').catch(() => undefined));
  const [manifest, run] = await Promise.all([read('artifact.json'), read('run.json')]);
  const { data: { instance = '<instance>' } = {} } = z.object({ instance: z.string() }).safeParse(manifest);
  const { data: { pipeline = '<pipeline>' } = {} } = z.object({ pipeline: z.string() }).safeParse(run);
  return `${pipeline}.${instance}`;
}

function parseOrNothing(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
