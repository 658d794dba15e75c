import type { EngineCandidate, EngineProbe } from '@batchmates/engine';
import { existsSync } from 'node:fs';
import { findNative, hasAddon, libraryVersionOf, type NativePlaces } from './native-places.ts';
import { tryLoading, type Trial } from './try-loading.ts';

/** A package that puts TensorFlow's native library behind TensorFlow.js. */
export interface NativePackage {
  /** The engine's name. */
  readonly name: string;
  readonly package: string;
  /** Whether it counts only when it computes on a graphics card. */
  readonly gpu: boolean;
  /** Where it may be; the usual places when absent. */
  readonly places?: NativePlaces;
  /** What the driver of a graphics card makes; any of them will do. `GPU_DEVICES` when absent. */
  readonly devices?: readonly string[];
}

/** Made by NVIDIA's driver on Linux, and by that of Windows for Linux within it (WSL2). */
const GPU_DEVICES = ['/dev/nvidiactl', '/dev/dxg'];

/**
 * A candidate that is there when its optional package is installed and its native library loads, on a graphics card where that is what it is for: tried in a process
 * of its own, since a library that does not fit the machine may take the process down with it.
 */
export function nativeCandidate(options: NativePackage): EngineCandidate {
  return {
    name: options.name,
    probe: () => probe(options),
    libraryVersion: async () => {
      const found = findNative(options.package, options.places);
      return found === undefined || lacksDriver(options) ? undefined : libraryVersionOf(found);
    },
  };
}

async function probe(options: NativePackage): Promise<EngineProbe> {
  const { name, package: packageName, gpu, places, devices = GPU_DEVICES } = options;
  // Asked first: where no card is, how to install the package is no help.
  if (lacksDriver(options))
    return absent(`no driver of an NVIDIA graphics card here (none of ${devices.join(', ')})`);
  const remedy = `npx batchmates setup tensorflow${gpu ? ' --gpu' : ''} builds it`;
  const found = findNative(packageName, places);
  if (found === undefined) return absent(`optional package ${packageName} is not installed (${remedy})`);
  const { folder } = found;
  if (!hasAddon(folder)) {
    return absent(
      `${packageName} is here without its native library, which could not be had when it was installed (${remedy})`,
    );
  }
  const trial = await tryLoading(folder);
  if (trial.trouble !== undefined)
    return absent(`the native library of ${packageName} does not load: ${trial.trouble}`);
  if (gpu && !trial.gpu) return absent(`${packageName} computes on the CPU: ${whyNoGpu(trial)}`);
  const version = trial.version === undefined ? '' : ` ${trial.version}`;
  return {
    available: true,
    description: `TensorFlow${version} behind TensorFlow.js, on the ${trial.gpu ? 'GPU' : 'CPU'}`,
    load: async () => (await import('../backends/native.ts')).loadNative(name, folder),
  };
}

/** Whether a package that counts on a graphics card alone has no driver of one. */
function lacksDriver({ gpu, devices = GPU_DEVICES }: NativePackage): boolean {
  return gpu && !devices.some((device) => existsSync(device));
}

function absent(reason: string): EngineProbe {
  return { available: false, reason };
}

/** By what TensorFlow logs as it looks for graphics cards; a build for the CPU alone says nothing of them. */
function whyNoGpu({ log }: Extract<Trial, { readonly trouble: undefined }>): string {
  if (/Could not find cuda drivers/i.test(log)) return "the driver's own library, libcuda, was not found";
  if (/Cannot dlopen some GPU libraries|Could not load dynamic library/i.test(log))
    return "the driver is there, CUDA's libraries were not found";
  if (/failed call to cuInit/i.test(log)) return 'CUDA could not be started with the driver that is here';
  const line = log.split('\n').find((each) => /\b(GPU|CUDA|cuDNN)\b/i.test(each));
  return line === undefined ? 'its TensorFlow was built for the CPU alone' : `it says: ${line.trim()}`;
}
