import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { WEB_RUNTIME_LICENCE } from './web-runtime-licence.ts';
import { WEB_RUNTIME } from './web-runtime-names.ts';

/**
 * Finds the files that a browser needs to run ONNX models, in the optional package `onnxruntime-web` as the module `from` sees it: paths by the names that they
 * have beside a page. Throws a `UserError` (`engine/onnxruntime-web`) where it is not installed.
 */
export function findWebRuntime(from: string = import.meta.url): ReadonlyMap<string, string> {
  const folder = folderOf(from);
  return new Map(
    Object.values(WEB_RUNTIME).map(({ name, original }) => {
      const path = join(folder, original);
      if (!existsSync(path)) throw missing(`a version without dist/${original}`);
      return [name, path];
    }),
  );
}

/**
 * Reads the files for the folder that `openOnnxruntimeInBrowser` is told of, with their licence: contents by name, 14 MB. Throws what `findWebRuntime`
 * throws.
 */
export async function readWebRuntime(): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>([['licence.txt', new TextEncoder().encode(WEB_RUNTIME_LICENCE)]]);
  for (const [name, path] of findWebRuntime()) files.set(name, await readFile(path));
  return files;
}

function folderOf(from: string): string {
  try {
    return dirname(createRequire(from).resolve('onnxruntime-web'));
  } catch (cause) {
    throw missing('not installed', cause);
  }
}

function missing(received: string, cause?: unknown): UserError {
  return new UserError({
    code: 'engine/onnxruntime-web',
    what: 'optional package onnxruntime-web, which runs ONNX models in browsers',
    expected: 'version 1.30 or later',
    received,
    remedy: 'npm install onnxruntime-web',
    cause,
  });
}
