import { writeFile } from 'node:fs/promises';
import { initialState, type State } from '@batchmates/engine';
import { createNetwork } from '@batchmates/model-zoo';
import { batchNorms } from '@batchmates/network';
import { randomStream } from '@batchmates/random';
import { torchName } from '../safetensors/torch-name.ts';

/** Which state dict to write. */
export interface StateDictOptions {
  readonly architecture: 'resnet-18' | 'resnet-34' | 'resnet-50';
  readonly classes: number;
  /** Channels of the first stage. */
  readonly width: number;
  readonly seed?: number;
  /** Changes the tensors, by PyTorch's names, before they are written. */
  readonly edit?: (tensors: Map<string, WrittenTensor>) => void;
}

/** A tensor as it stands in the file. */
export interface WrittenTensor {
  readonly dtype: 'F32' | 'F16' | 'BF16' | 'F64' | 'I64';
  readonly shape: readonly number[];
  /** Its values, little endian. */
  readonly bytes: Uint8Array;
}

/**
 * Writes a state dict as PyTorch would for a ResNet that has seen some batches: random weights, running statistics of their own, and
 * counts of batches in I64. Returns its tensors as the state of our network.
 */
export async function stateDictFile(file: string, options: StateDictOptions): Promise<State> {
  const { architecture, classes, width, seed = 0, edit } = options;
  const network = createNetwork(architecture, {
    input: { height: 32, width: 32, channels: 3 },
    classes,
    width,
  });
  const state = initialState(network, seed);
  for (const [name, { data }] of state) {
    const stream = randomStream(seed, `state-dict/${name}`);
    if (/\.bn\d?\.(weight|bias)$|\.running_mean$/.test(name))
      data.forEach((value, i) => (data[i] = value + 0.1 * stream.normal()));
    if (name.endsWith('.running_var')) data.forEach((_, i) => (data[i] = Math.exp(0.3 * stream.normal())));
  }
  const tensors = new Map<string, WrittenTensor>(
    [...state].map(([name, { shape, data }]) => [
      torchName(name),
      { dtype: 'F32', shape, bytes: new Uint8Array(data.slice().buffer) },
    ]),
  );
  for (const { name } of batchNorms(network))
    tensors.set(torchName(`${name}.num_batches_tracked`), {
      dtype: 'I64',
      shape: [],
      bytes: new Uint8Array(BigInt64Array.of(7n).buffer),
    });
  edit?.(tensors);
  await writeFile(file, encode(tensors));
  return state;
}

/** The bytes of a safetensors file: the header's length, the header, the values without gaps. */
function encode(tensors: ReadonlyMap<string, WrittenTensor>): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => [
    name,
    { dtype, shape, data_offsets: [end, (end += bytes.length)] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...[...tensors.values()].map(({ bytes }) => bytes)]);
}
