import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PictureSize } from './jpeg-header.ts';

/** What `@cwasm/jpeg-turbo` exports of libjpeg-turbo's interface; numbers are addresses in `memory`. */
interface TurboJpeg {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  tjInitDecompress(): number;
  tjDecompressHeader3(
    handle: number,
    source: number,
    bytes: number,
    width: number,
    height: number,
    subsampling: number,
    colours: number,
  ): number;
  tjDecompress2(
    handle: number,
    source: number,
    bytes: number,
    target: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ): number;
}

const require = createRequire(import.meta.url);

/** The pixel format of three bytes: red, green, blue. */
const RGB = 0;

/** Colours as they are stored, of those that are decoded here: YCbCr and grey. */
const COLOURS: readonly number[] = [1, 2];

/** An instance that is ready: its decompressor, memory for a header, and memory for a file and its pixels. */
interface Instance {
  readonly turbo: TurboJpeg;
  readonly handle: number;
  readonly header: number;
  readonly source: number;
  readonly target: number;
}

/**
 * libjpeg-turbo in WebAssembly: decodes in the calling thread and at once, where sharp builds a pipeline of threads for every picture. Its pixels
 * are those that sharp decodes.
 */
export class JpegDecoder {
  readonly #largestFile: number;
  readonly #largestPicture: number;
  #module: WebAssembly.Module | undefined;
  #instance: Instance | undefined;

  /** For files of up to `bytes` and pictures of up to `pixels`. */
  constructor({ bytes, pixels }: { readonly bytes: number; readonly pixels: number }) {
    this.#largestFile = bytes;
    this.#largestPicture = pixels;
  }

  /**
   * The pixels of a JPEG of the given size, `[height, width, 3]` uint8; `undefined` when the file is damaged, even slightly, or its colours are stored
   * in another way than as YCbCr or grey.
   */
  decode(bytes: Uint8Array, size: PictureSize): Uint8Array | undefined {
    const instance = (this.#instance ??= this.#start());
    try {
      return decodeWith(instance, bytes, size);
    } catch {
      // libjpeg leaves a damaged file by a jump, which WebAssembly lacks: what the calls had taken is lost with the instance.
      this.#instance = undefined;
      return undefined;
    }
  }

  #start(): Instance {
    this.#module ??= new WebAssembly.Module(
      readFileSync(require.resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm')),
    );
    const turbo = new WebAssembly.Instance(this.#module, imports).exports as unknown as TurboJpeg;
    return {
      turbo,
      handle: turbo.tjInitDecompress(),
      header: turbo.malloc(16),
      source: turbo.malloc(this.#largestFile),
      target: turbo.malloc(3 * this.#largestPicture),
    };
  }
}

function decodeWith(
  { turbo, handle, header, source, target }: Instance,
  bytes: Uint8Array,
  { width, height }: PictureSize,
): Uint8Array | undefined {
  new Uint8Array(turbo.memory.buffer).set(bytes, source);
  const fields = [header, header + 4, header + 8, header + 12] as const;
  if (turbo.tjDecompressHeader3(handle, source, bytes.length, ...fields) !== 0) return undefined;
  const [w, h, , colours] = new Int32Array(turbo.memory.buffer, header, 4);
  if (w !== width || h !== height || !COLOURS.includes(colours!)) return undefined;
  if (turbo.tjDecompress2(handle, source, bytes.length, target, width, 0, height, RGB, 0) !== 0)
    return undefined;
  return new Uint8Array(turbo.memory.buffer, target, 3 * width * height).slice();
}

/** What the module asks of its surroundings: nothing that a decoder in memory calls, but the jump out of an error. */
const imports = {
  env: {
    setjmp: () => 0,
    longjmp: () => {
      throw new Error('internal: the file is damaged');
    },
  },
  wasi_snapshot_preview1: Object.fromEntries(
    ['environ_sizes_get', 'environ_get', 'proc_exit', 'fd_close', 'fd_seek', 'fd_write'].map((name) => [
      name,
      () => 0,
    ]),
  ),
};
