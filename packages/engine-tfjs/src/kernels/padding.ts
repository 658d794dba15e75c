import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Rows and columns to add on each side; negative numbers crop. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The same margin on all four sides. */
export function allAround(margin: number): Margins {
  return { top: margin, bottom: margin, left: margin, right: margin };
}

/** Pads a map with `value` where margins are positive and crops it where they are negative. */
export function padOrCrop(map: Tensor4D, margins: Margins, value = 0): Tensor4D {
  const { top, bottom, left, right } = margins;
  const [batch, height, width, channels] = map.shape;
  const [cutTop, cutLeft] = [Math.max(-top, 0), Math.max(-left, 0)];
  const rows = height - cutTop - Math.max(-bottom, 0);
  const columns = width - cutLeft - Math.max(-right, 0);
  const whole = rows === height && columns === width;
  const cropped = whole ? map : tf.slice(map, [0, cutTop, cutLeft, 0], [batch, rows, columns, channels]);
  if (Math.max(top, bottom, left, right) <= 0) return cropped;
  const paddings: [number, number][] = [
    [0, 0],
    [Math.max(top, 0), Math.max(bottom, 0)],
    [Math.max(left, 0), Math.max(right, 0)],
    [0, 0],
  ];
  return tf.pad(cropped, paddings, value);
}
