/** A float64 feature map, `[batch, height, width, channels]`. */
export interface FeatureMap {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/** A map of zeros with the extents of `like`, some of them replaced. */
export function zeros(
  like: Omit<FeatureMap, 'data'>,
  changed: Partial<Omit<FeatureMap, 'data'>> = {},
): FeatureMap {
  const { batch, height, width, channels } = { ...like, ...changed };
  return { batch, height, width, channels, data: new Float64Array(batch * height * width * channels) };
}

/** A map of `values` with the extents of `like`. */
export function mapOf(like: FeatureMap, values: (index: number) => number): FeatureMap {
  const data = new Float64Array(like.data.length);
  for (let index = 0; index < data.length; index++) data[index] = values(index);
  return { ...like, data };
}

/** Where channel 0 of a pixel lies in `data`; `undefined` outside the map. */
export function pixelOffset(map: FeatureMap, image: number, y: number, x: number): number | undefined {
  if (y < 0 || y >= map.height || x < 0 || x >= map.width) return undefined;
  return ((image * map.height + y) * map.width + x) * map.channels;
}

/** Value at `index`, which must exist. */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error(`internal: no value at ${index} of ${values.length}`);
  return value;
}

/** Adds `value` to the value at `index`. */
export function accumulate(values: Float64Array, index: number, value: number): void {
  values[index] = at(values, index) + value;
}
