import { UserError } from '@batchmates/errors';
import type { LibraryHandle } from 'koffi';
import { commonFunctions } from './common-functions.ts';
import { dialect2 } from './dialect-2.ts';
import { dialect3 } from './dialect-3.ts';
import type { Dnnl, Version } from './dnnl.ts';
import { HandleCell } from './handle.ts';
import { loadKoffi, type Koffi } from './koffi.ts';
import { bind } from './native.ts';
import { allocateMemory } from './memory.ts';
import { openSession } from './session.ts';
import { check } from './status.ts';
import { threadSetter, waitBriefly } from './threads.ts';

const CPU = 1;
const IN_ORDER_STREAM = 1;

/** A library to try: its file or its name for the system loader, and what must be loaded before it. */
export interface LibraryLocation {
  readonly path: string;
  /** Libraries beside it that the system loader would not find by itself. */
  readonly companions: readonly string[];
}

/** Loads a library and opens its CPU engine. Throws a `UserError` when it is absent, no oneDNN or too old. */
export async function openLibrary({ path, companions }: LibraryLocation): Promise<Dnnl> {
  const koffi = await loadKoffi();
  const library = load(koffi, path, companions);
  const version = readVersion(koffi, library, path);
  const { engine, stream, ...parts } = connect(koffi, library, version, path);
  const useThreads = threadSetter(library, koffi);
  let liveObjects = 0;
  const count = (change: number) => void (liveObjects += change);
  return {
    version,
    path,
    instructionSet: parts.functions.instructionSet(),
    useThreads,
    allocate: (byteLength) => allocateMemory(koffi, byteLength),
    liveObjects: () => liveObjects,
    session: () => openSession({ ...parts, engine, stream, count }),
  };
}

function load(koffi: Koffi, path: string, companions: readonly string[]): LibraryHandle {
  waitBriefly();
  try {
    for (const companion of companions) koffi.load(companion, { global: true });
    return koffi.load(path);
  } catch (cause) {
    throw unusable(
      path,
      'a library that loads',
      cause instanceof Error ? cause.message : String(cause),
      cause,
    );
  }
}

function readVersion(koffi: Koffi, library: LibraryHandle, path: string): Version {
  let address: number;
  try {
    address = bind(library, 'dnnl_version', [], 'uintptr_t')();
  } catch (cause) {
    throw unusable(path, 'a oneDNN library', 'one without dnnl_version', cause);
  }
  const [major = 0, minor = 0, patch = 0] = new Int32Array(koffi.view(BigInt(address), 12));
  const version = { major, minor, patch };
  checkVersion(path, version);
  return version;
}

/** Throws a `UserError` on a version whose C interface is neither that of 2.6 nor that of 3.x. */
export function checkVersion(path: string, { major, minor, patch }: Version): void {
  if (major > 3 || major < 2 || (major === 2 && minor < 6)) {
    throw unusable(path, 'oneDNN 2.6 or later of version 2, or 3.x', `version ${major}.${minor}.${patch}`);
  }
}

function connect(koffi: Koffi, library: LibraryHandle, version: Version, path: string) {
  try {
    const functions = commonFunctions(library, koffi);
    const dialect = version.major === 2 ? dialect2(library, koffi) : dialect3(library);
    const [engine, stream] = [new HandleCell(), new HandleCell()];
    check(functions.createEngine(engine.cell, CPU, 0), () => 'CPU engine');
    check(functions.createStream(stream.cell, engine.value, IN_ORDER_STREAM), () => 'stream');
    return { functions, dialect, engine: engine.value, stream: stream.value };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw unusable(
      path,
      'all functions of the C API',
      cause instanceof Error ? cause.message : String(cause),
      cause,
    );
  }
}

function unusable(path: string, expected: string, received: string, cause?: unknown): UserError {
  return new UserError({
    code: 'onednn/library',
    what: `oneDNN library "${path}"`,
    expected,
    received,
    cause,
  });
}
