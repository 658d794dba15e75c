/** `pixels` of one channel or three (uint8, row-major) as RGBA for a canvas, opaque. */
export function toRgba(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(count * 4);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = pixels[pixel * channels + Math.min(channel, channels - 1)]!;
    }
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}

/** RGBA of a canvas as uint8 of three channels, or of one: the luma of Rec. 601. */
export function fromRgba(rgba: Uint8ClampedArray, channels: number): Uint8Array {
  const count = rgba.length / 4;
  const pixels = new Uint8Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    const [red, green, blue] = [rgba[pixel * 4]!, rgba[pixel * 4 + 1]!, rgba[pixel * 4 + 2]!];
    if (channels === 1) pixels[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    else pixels.set([red, green, blue], pixel * 3);
  }
  return pixels;
}
