import type { EngineCandidate, EngineProbe } from '@batchmates/engine';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tryLoading } from './try-loading.ts';

/** A package that puts TensorFlow's native library behind TensorFlow.js. */
export interface NativePackage {
  /** The engine's name. */
  readonly name: string;
  readonly package: string;
  /** The module from whose place the package is looked for; this one when absent. */
  readonly from?: string;
}

/**
 * A candidate that is there when its optional package is installed and its native library loads: tried in a process
 * of its own, since a library that does not fit the machine may take the process down with it.
 */
export function nativeCandidate(options: NativePackage): EngineCandidate {
  return { name: options.name, probe: () => probe(options) };
}

async function probe({ name, package: packageName, from }: NativePackage): Promise<EngineProbe> {
  const folder = findPackage(packageName, from ?? import.meta.url);
  if (folder === undefined) return absent(`optional package ${packageName} is not installed`);
  if (!hasNativeLibrary(folder)) {
    return absent(`${packageName} is installed without its native library (npm rebuild ${packageName})`);
  }
  const trouble = await tryLoading(folder);
  if (trouble !== undefined) return absent(`the native library of ${packageName} does not load: ${trouble}`);
  return {
    available: true,
    description: `TensorFlow.js, native TensorFlow (${packageName})`,
    load: async () => (await import('../backends/native.ts')).loadNative(name, folder),
  };
}

function absent(reason: string): EngineProbe {
  return { available: false, reason };
}

function findPackage(name: string, from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** The addon lies in a folder for each version of Node's binary interface. */
function hasNativeLibrary(folder: string): boolean {
  const versions = join(folder, 'lib');
  if (!existsSync(versions)) return false;
  return readdirSync(versions).some((version) => existsSync(join(versions, version, 'tfjs_binding.node')));
}
