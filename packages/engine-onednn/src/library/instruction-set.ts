/** `dnnl_cpu_isa_t` from most to least: every set contains the bits of those it builds on. */
const names: readonly (readonly [bits: number, name: string])[] = [
  [0xfef, 'AMX'],
  [0x3e7, 'AMX'],
  [0x1ef, 'AVX-512 FP16'],
  [0xe7, 'AVX-512 BF16'],
  [0x67, 'AVX-512 VNNI'],
  [0x27, 'AVX-512'],
  [0x7, 'AVX2'],
  [0x3, 'AVX'],
  [0x1, 'SSE 4.1'],
];

const BF16 = 0xe7;

/** The name of the instruction set a library reports. */
export function describeInstructionSet(bits: number): string {
  return names.find(([needed]) => (bits & needed) === needed)?.[1] ?? 'instruction set unknown';
}

/** Whether the CPU multiplies bfloat16 natively (AVX512-BF16 or AMX); elsewhere oneDNN would emulate it slowly. */
export function hasFastBf16(bits: number): boolean {
  return (bits & BF16) === BF16;
}
