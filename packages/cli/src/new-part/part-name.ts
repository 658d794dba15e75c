import { readdir } from 'node:fs/promises';
import { UserError } from '@batchmates/errors';
import type { PartKind } from './kinds.ts';

/** Words that are no file names on Windows, whatever their ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const LONGEST = 60;

/** Throws a `UserError` unless a name can be that of a new part in a folder: small letters, digits and dashes, and neither built in nor there. */
export async function checkPartName(
  name: string,
  { what, builtIn }: PartKind,
  folder: string,
): Promise<void> {
  const refuse = (expected: string, received?: string): never => {
    throw new UserError({
      code: 'new/name',
      what: `name ${JSON.stringify(name.slice(0, 2 * LONGEST))}`,
      expected,
      received,
    });
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > LONGEST || DEVICES.test(name))
    refuse(
      `small letters, digits and single dashes, a letter first, ${LONGEST} at most, such as hard-negatives`,
      DEVICES.test(name) ? 'the name of a device on Windows' : undefined,
    );
  if ((await builtIn()).includes(name)) refuse('a name of its own', `a built-in ${what}`);
  const there = (await readdir(folder)).find((entry) =>
    [`${name}.ts`, `${name}.test.ts`].includes(entry.toLowerCase()),
  );
  if (there !== undefined) refuse('a name that is free', `${there}, which is there`);
}
