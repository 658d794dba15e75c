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
      return found === undefined ? undefined : libraryVersionOf(found);
    },
  };
}

async function probe({
  name,
  package: packageName,
  gpu,
  places,
  devices,
}: NativePackage): Promise<EngineProbe> {
  const found = findNative(packageName, places);
  if (found === undefined) return absent(`optional package ${packageName} is not installed`);
  const { folder } = found;
  if (!hasAddon(folder)) {
    return absent(
      `${packageName} is here without its native library, which could not be had when it was installed (docs/engines.md says how to build it)`,
    );
  }
  // Cheaper than loading a library of a gigabyte.
  if (gpu && !(devices ?? GPU_DEVICES).some((device) => existsSync(device)))
    return absent(
      `no driver of an NVIDIA graphics card here (none of ${(devices ?? GPU_DEVICES).join(', ')})`,
    );
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

function absent(reason: string): EngineProbe {
  return { available: false, reason };
}

/** By what TensorFlow logs as it looks for graphics cards. */
function whyNoGpu({ log }: Extract<Trial, { readonly trouble: undefined }>): string {
  if (
    /Cannot dlopen some GPU libraries|Could not load dynamic library|Could not find cuda drivers/i.test(log)
  )
    return "the driver is there, CUDA's libraries were not found";
  if (/failed call to cuInit/i.test(log)) return 'CUDA could not be started with the driver that is here';
  return 'its TensorFlow was built for the CPU alone';
}
