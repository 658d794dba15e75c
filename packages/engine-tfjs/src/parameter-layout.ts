import { elements, parameterSpecs, type Network } from '@batchmates/model-zoo';

/**
 * Where a parameter lies in the flat vector of all parameters, and how its canonical layout
 * (`[out, in, height, width]`, `[out, in]`) becomes the library's (`[height, width, in, out]`, `[in, out]`).
 */
export interface ParameterPlace {
  readonly name: string;
  readonly canonicalShape: readonly number[];
  readonly libraryShape: number[];
  readonly offset: number;
  readonly size: number;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/** The places of all parameters in layer order; together they fill the vector. */
export function parameterLayout(network: Network): readonly ParameterPlace[] {
  let offset = 0;
  return parameterSpecs(network).map(({ name, shape, role }) => {
    const size = elements(shape);
    const place = {
      name,
      canonicalShape: shape,
      libraryShape: libraryShape(shape),
      offset,
      size,
      decays: role === 'weight',
    };
    offset += size;
    return place;
  });
}

/** Copies a parameter from canonical to library layout, into the flat vector `target`. */
export function toLibrary(place: ParameterPlace, canonical: Float32Array, target: Float32Array): void {
  permute(place, (canonicalIndex, libraryIndex) => {
    target[place.offset + libraryIndex] = canonical[canonicalIndex]!;
  });
}

/** A copy of a parameter in canonical layout, out of the flat vector `source`. */
export function toCanonical(place: ParameterPlace, source: Float32Array): Float32Array {
  const canonical = new Float32Array(place.size);
  permute(place, (canonicalIndex, libraryIndex) => {
    canonical[canonicalIndex] = source[place.offset + libraryIndex]!;
  });
  return canonical;
}

function libraryShape(canonical: readonly number[]): number[] {
  const [outputs = 1, inputs, ...window] = canonical;
  return inputs === undefined ? [outputs] : [...window, inputs, outputs];
}

function permute(
  { canonicalShape: [outputs = 1, inputs = 1, ...window] }: ParameterPlace,
  move: (canonicalIndex: number, libraryIndex: number) => void,
): void {
  const area = elements(window);
  let canonicalIndex = 0;
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < area; tap++) {
        move(canonicalIndex++, (tap * inputs + input) * outputs + output);
      }
    }
  }
}
