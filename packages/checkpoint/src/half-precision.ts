/** Types of floating-point values in a safetensors file that float32 holds without loss, with their bytes per value. */
export const FLOAT_BYTES = { F32: 4, F16: 2, BF16: 2 } as const;

export type FloatType = keyof typeof FLOAT_BYTES;

/** The little-endian values in `bytes`, widened to float32: exact, also subnormal numbers, infinities and NaN. */
export function widen(type: FloatType, bytes: Uint8Array): Float32Array {
  // A copy: values need not start at a multiple of 4 in the file of another writer. Not by slice(): a Buffer's is a view.
  if (type === 'F32') return new Float32Array(new Uint8Array(bytes).buffer);
  const halves = new Uint16Array(new Uint8Array(bytes).buffer);
  const widened = new Float32Array(halves.length);
  const bits = new Uint32Array(widened.buffer);
  if (type === 'BF16') for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  else for (let i = 0; i < halves.length; i++) widened[i] = float16(halves[i]!);
  return widened;
}

/** The value of an IEEE 754 binary16 number: 1 bit of sign, 5 of exponent, 10 of fraction. */
function float16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
