/** A picture's size in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const START_OF_IMAGE = 0xffd8;
const START_OF_SCAN = 0xda;
/** Baseline, extended and progressive, all with Huffman codes. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Tables, a restart interval, a comment, JFIF and Adobe's colour transform: what says nothing about colour profiles or orientation. */
const PLAIN: readonly number[] = [0xdb, 0xc4, 0xdd, 0xfe, 0xe0, 0xee];

/**
 * The size of a JPEG that is 8-bit, grey or of three channels, and has neither EXIF nor an ICC profile nor anything else that would change how
 * it is shown; `undefined` for every other file.
 */
export function plainJpegSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== START_OF_IMAGE) return undefined;
  let size: PictureSize | undefined;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    const length = view.getUint16(at + 2);
    if (bytes[at] !== 0xff || length < 2 || at + 2 + length > bytes.length) return undefined;
    if (marker === START_OF_SCAN) return size;
    if (FRAMES.includes(marker) && size === undefined) {
      size = frameSize(view, at + 4, length - 2);
      if (size === undefined) return undefined;
    } else if (!PLAIN.includes(marker)) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Precision, height, width, number of channels; then of each its number, its sampling factors and its table. */
function frameSize(view: DataView, at: number, length: number): PictureSize | undefined {
  if (length < 6 || view.getUint8(at) !== 8) return undefined;
  const channels = view.getUint8(at + 5);
  if ((channels !== 1 && channels !== 3) || length !== 6 + 3 * channels) return undefined;
  return { height: view.getUint16(at + 1), width: view.getUint16(at + 3) };
}
