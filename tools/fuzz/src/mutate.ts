import type { RandomStream } from '@batchmates/random';

/** Makes one to four changes, drawn by the stream, to a copy of a file. `text`: half of the changes are those of texts. */
export function mutate(file: Uint8Array, stream: RandomStream, text = false): Uint8Array {
  let bytes: Buffer = Buffer.from(file);
  for (let left = 1 + stream.integer(4); left > 0; left--) {
    const changes = text && stream.uniform() < 0.5 ? TEXT_CHANGES : CHANGES;
    bytes = changes[stream.integer(changes.length)]!(bytes, stream);
  }
  return bytes;
}

type Change = (bytes: Buffer, stream: RandomStream) => Buffer;

/** A place: anywhere, or near one of the ends, where headers and footers are. */
function place(bytes: Buffer, stream: RandomStream): number {
  const within = Math.max(1, bytes.length);
  const near = Math.min(within, 16 << stream.integer(7));
  const part = stream.integer(3);
  if (part === 0) return stream.integer(within);
  return part === 1 ? stream.integer(near) : within - 1 - stream.integer(near);
}

function changed(bytes: Buffer, at: number, value: Uint8Array): Buffer {
  value.forEach((byte, index) => {
    if (at + index < bytes.length) bytes[at + index] = byte;
  });
  return bytes;
}

function spliced(bytes: Buffer, at: number, removed: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}

/** A length field of 2, 4 or 8 bytes, set to an extreme or a neighbour. */
const changeLength: Change = (bytes, stream) => {
  const width = [2, 4, 8][stream.integer(3)]!;
  const at = place(bytes, stream) & -[1, 2, 4, 8][stream.integer(4)]!;
  if (at + width > bytes.length) return bytes;
  const bits = BigInt(8 * width);
  const now = width === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUIntLE(at, width));
  const values = [
    0n,
    1n,
    now + 1n,
    now - 1n,
    now * 2n,
    2n ** (bits - 1n),
    2n ** bits - 1n,
    2n ** bits - 8n,
    BigInt(bytes.length),
  ];
  const value = BigInt.asUintN(Number(bits), values[stream.integer(values.length)]!);
  const written = Buffer.alloc(8);
  written.writeBigUInt64LE(value);
  return changed(bytes, at, written.subarray(0, width));
};

const CHANGES: readonly Change[] = [
  (bytes, stream) => {
    const at = place(bytes, stream);
    return changed(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << stream.integer(8))));
  },
  (bytes, stream) =>
    changed(
      bytes,
      place(bytes, stream),
      Uint8Array.of([0, 0xff, 0x7f, 0x80, stream.integer(256)][stream.integer(5)]!),
    ),
  changeLength,
  changeLength,
  // Cut off.
  (bytes, stream) => bytes.subarray(0, place(bytes, stream)),
  // Bytes taken out, put in, repeated.
  (bytes, stream) => spliced(bytes, place(bytes, stream), 1 + stream.integer(64), Buffer.alloc(0)),
  (bytes, stream) =>
    spliced(bytes, place(bytes, stream), 0, Buffer.alloc(1 + stream.integer(64), stream.integer(256))),
  (bytes, stream) => {
    const from = place(bytes, stream);
    return spliced(bytes, place(bytes, stream), 0, bytes.subarray(from, from + 1 + stream.integer(64)));
  },
  // Two stretches change places, or one is written over the other.
  (bytes, stream) => {
    const [one, other, length] = [place(bytes, stream), place(bytes, stream), 1 + stream.integer(32)];
    const [first, second] = [one, other].map((at) => Uint8Array.from(bytes.subarray(at, at + length)));
    return changed(changed(bytes, one, second!), other, first!);
  },
  (bytes, stream) => {
    const from = place(bytes, stream);
    const stretch = Uint8Array.from(bytes.subarray(from, from + 1 + stream.integer(32)));
    return changed(bytes, place(bytes, stream), stretch);
  },
];

/** What texts stumble over: YAML's and JSON's own signs, extreme numbers, deep brackets, unusual characters. */
const WORDS = [
  '\t',
  '&a ',
  '*a',
  '*b',
  '<<: *a',
  '!!binary x',
  '!!js x',
  '---\n',
  '...\n',
  '%YAML 3.0\n',
  '? ',
  '- ',
  ': ',
  '#',
  '|',
  '>',
  "'",
  '"',
  '{',
  '}',
  '[',
  ']',
  '${x}',
  '"${batching}"',
  '.inf',
  '-.inf',
  '.nan',
  'null',
  '~',
  'true',
  'no',
  '-1',
  '0',
  '1e308',
  '1e999',
  '9007199254740993',
  '0x10',
  '0.1',
  '""',
  '{}',
  '[]',
  '__proto__',
  'constructor',
  '\\u0000',
  '\u0000',
  '\u001b[31m',
  '\ufeff',
  '\u2028',
  '\ud83d',
  '[['.repeat(5000),
  '{"a":'.repeat(3000),
  '- '.repeat(2000),
  '[&a [1,1],&b [*a,*a],&c [*b,*b],&d [*c,*c],&e [*d,*d],&f [*e,*e],&g [*f,*f],&h [*g,*g]]',
  'x'.repeat(100_000),
] as const;

const TEXT_CHANGES: readonly Change[] = [
  (bytes, stream) => spliced(bytes, place(bytes, stream), 0, word(stream)),
  // A word or number becomes another.
  (bytes, stream) => {
    const words = [...bytes.toString('utf8').matchAll(/[\w.$-]+/g)];
    const found = words[stream.integer(Math.max(1, words.length))];
    if (found === undefined) return bytes;
    const text = bytes.toString('utf8');
    const other =
      stream.uniform() < 0.5 ? word(stream).toString('utf8') : words[stream.integer(words.length)]![0];
    return Buffer.from(text.slice(0, found.index) + other + text.slice(found.index + found[0].length));
  },
  // A line is left out, repeated, moved, or indented differently.
  (bytes, stream) => {
    const lines = bytes.toString('utf8').split('\n');
    const [from, to] = [stream.integer(lines.length), stream.integer(lines.length)];
    const line = lines[from]!;
    const change = stream.integer(4);
    if (change === 0) lines.splice(from, 1);
    else if (change === 1) lines.splice(to, 0, line);
    else if (change === 2) lines.splice(to, 0, ...lines.splice(from, 1));
    else lines[from] = stream.uniform() < 0.5 ? `  ${line}` : line.replace(/^ /, '');
    return Buffer.from(lines.join('\n'));
  },
];

function word(stream: RandomStream): Buffer {
  return Buffer.from(WORDS[stream.integer(WORDS.length)]!);
}
