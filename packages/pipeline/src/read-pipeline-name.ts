import { readRegularFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { parseDocument } from 'yaml';

/** The `name:` of a pipeline file, without planning it; throws a `UserError` (`pipeline/no-name`) when it has none. */
export async function readPipelineName(file: string): Promise<string> {
  const name: unknown = parseDocument((await readRegularFile(file)).toString('utf8')).get('name');
  if (typeof name === 'string') return name;
  throw new UserError({
    code: 'pipeline/no-name',
    what: `pipeline file ${file}`,
    expected: 'a key name with a text',
    received: name === undefined ? 'none' : JSON.stringify(name),
  });
}
