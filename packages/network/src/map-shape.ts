/** Height, width and channels of one image or feature map; a vector of `channels` is `1 x 1 x channels`. */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** `height x width x channels`, e.g. `36x36x64`. */
export function formatShape({ height, width, channels }: MapShape): string {
  return `${height}x${width}x${channels}`;
}

/** Product of a shape's extents. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
