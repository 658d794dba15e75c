import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WrongPayload } from '@batchmates/artifact';
import { UserError, UserErrors } from '@batchmates/errors';
import type { PlannedInstance } from '@batchmates/pipeline';
import { isModulePath } from '@batchmates/stage';
import type { CacheRecord } from './digest/cache-record.ts';
import { implementingPackage } from './registry/stages.ts';

/** An instance whose stage, strategy, protocol or metric may be a third party's. */
export interface Blamed {
  readonly instance: Pick<PlannedInstance, 'name' | 'uses'>;
  readonly modules: CacheRecord['modules'];
  readonly root: string;
}

/**
 * What a run failed with: a `UserError` (`run/third-party`) with the place in the file when the code of a third party threw it, as it is
 * theirs to mend, or their stage left what no artifact can hold; otherwise the error itself.
 */
export function blameThirdParty(error: unknown, { instance, modules, root }: Blamed): unknown {
  if (error instanceof UserError || error instanceof UserErrors) return error;
  if (error instanceof WrongPayload) return isBuiltIn(instance.uses) ? error : asTheirs(error, instance);
  const files = new Set(
    modules.flatMap(({ folder, files: own }) => Object.keys(own).map((file) => resolve(root, folder, file))),
  );
  const place = error instanceof Error ? firstPlace(error.stack ?? '') : undefined;
  const theirs = place === undefined ? isModulePath(instance.uses) : files.has(place.file);
  if (!theirs) return error;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new UserError({
    code: 'run/third-party',
    what: `${instance.name}: ${place === undefined ? instance.uses : `${relative(root, place.file)}:${place.line}`} threw`,
    received: what,
    remedy: MEND_THERE,
    cause: error,
  });
}

const MEND_THERE = 'it is no part of Batchmates: mend it there';

function isBuiltIn(uses: string): boolean {
  return implementingPackage(uses) !== undefined;
}

function asTheirs(error: WrongPayload, { name, uses }: Blamed['instance']): UserError {
  return new UserError({
    code: 'run/third-party',
    what: `${name}: ${uses} left what no artifact can hold`,
    received: error.fault,
    remedy: MEND_THERE,
    cause: error,
  });
}

/** The innermost call of a stack that is in a file of its own, not one of Node's. */
export function firstPlace(stack: string): { readonly file: string; readonly line: string } | undefined {
  for (const text of stack.split('\n')) {
    const [, url, line, column] =
      /^\s+at (?:.*\()?(file:\/\/.+?|\/.+?|[A-Za-z]:[\\/].+?):(\d+):(\d+)\)?$/.exec(text) ?? [];
    if (url === undefined) continue;
    return { file: url.startsWith('file:') ? fileURLToPath(url) : url, line: `${line}:${column}` };
  }
  return undefined;
}
