import { parseArgs } from 'node:util';

const USAGE = 'npm create batchmates@latest <folder> [-- [--no-nx] [--no-install]]';

/**
 * What was asked for; undefined after one line on the standard error when that is not clear.
 * @param {readonly string[]} args
 */
export function readArguments(args) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'no-nx': { type: 'boolean' }, 'no-install': { type: 'boolean' } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    if (folder !== undefined && folder !== '' && more.length === 0)
      return { folder, nx: values['no-nx'] !== true, install: values['no-install'] !== true };
    return fail(`expected one folder, received ${folder === undefined ? 'none' : positionals.join(' ')}`);
  } catch (error) {
    return fail(error instanceof Error ? error.message.split('. ')[0] : String(error));
  }
}

/** @param {string | undefined} reason @returns {undefined} */
function fail(reason) {
  process.stderr.write(`create-batchmates: ${reason}; ${USAGE}\n`);
  return undefined;
}
