/** How images differ from the same images as another program prepared them. */
export interface ImagesComparison {
  /** Root mean square of the differences, in standard deviations of theirs. */
  readonly difference: number;
  /** The first step that differs; absent when none does. */
  readonly differs?: 'order of colours' | 'mean or std' | 'order of colours, mean or std' | 'resize or crop';
  /** What to set instead, where it can be told. */
  readonly implied?: string;
}

/** What pixels are normalised with. */
interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Differences that other programs' ways to scale images make, in standard deviations: measured 0.04 to 0.09 for photographs made smaller by
 * bilinear and Lanczos filters; 0.35 and more where they are made 4 % smaller or larger.
 */
const ALIKE = 0.2;

/** Of the mean, in units of the pixels scaled to 0-1; and of the std, as a share. Filters change neither as much. */
const MEANS_ALIKE = 0.01;
const STDS_ALIKE = 0.08;

/** Compares normalised images `[images, height, width, channels]` channel by channel: as they are, with colours exchanged, and after the best change of mean and std. */
export function compareImages(
  ours: Float32Array,
  theirs: Float32Array,
  normalisation: Normalisation,
): ImagesComparison {
  const channels = normalisation.mean.length;
  const straight = fitOf(ours, theirs, (channel) => channel, channels);
  const exchanged = fitOf(ours, theirs, (channel) => channels - 1 - channel, channels);
  const { difference } = straight;
  const fits = implied(straight, normalisation);
  if (difference <= ALIKE && isSame(fits, normalisation) && !explainsMore(exchanged, straight))
    return { difference };
  if (Math.min(straight.residual, exchanged.residual) > ALIKE)
    return { difference, differs: 'resize or crop' };
  if (!explainsMore(exchanged, straight)) return { difference, differs: 'mean or std', implied: tell(fits) };
  // The numbers of mean and std stay with their colours.
  const turned = { mean: normalisation.mean.toReversed(), std: normalisation.std.toReversed() };
  const turnedFits = implied(exchanged, turned);
  if (isSame(turnedFits, normalisation) || isSame(turnedFits, turned))
    return {
      difference,
      differs: 'order of colours',
      implied: 'set channelOrder: BGR, or RGB if it is that',
    };
  return {
    difference,
    differs: 'order of colours, mean or std',
    implied: `set channelOrder to the other, and ${tell(turnedFits).slice('set '.length)}`,
  };
}

/** Whether one fit leaves clearly less than the other: filters leave the same to both where images are nearly grey. */
function explainsMore(one: Fit, other: Fit): boolean {
  return one.residual < other.residual / 2;
}

/** Theirs as `scale * ours + shift`, by channel. */
interface Fit {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
  /** Root mean square without and with the fit, in standard deviations of theirs. */
  readonly difference: number;
  readonly residual: number;
}

function fitOf(
  ours: Float32Array,
  theirs: Float32Array,
  from: (channel: number) => number,
  channels: number,
): Fit {
  const count = theirs.length / channels;
  const parts = Array.from({ length: channels }, (_, channel) => {
    const offset = from(channel) - channel;
    const sums = { x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
    for (let at = channel; at < theirs.length; at += channels) {
      const [x, y] = [ours[at + offset]!, theirs[at]!];
      sums.x += x;
      sums.y += y;
      sums.xx += x * x;
      sums.yy += y * y;
      sums.xy += x * y;
    }
    const [meanX, meanY] = [sums.x / count, sums.y / count];
    const varianceX = sums.xx / count - meanX ** 2;
    const varianceY = sums.yy / count - meanY ** 2;
    const covariance = sums.xy / count - meanX * meanY;
    const scale = varianceX > 0 ? covariance / varianceX : 0;
    return {
      scale,
      shift: meanY - scale * meanX,
      varianceY,
      square: sums.xx / count + sums.yy / count - (2 * sums.xy) / count,
      rest: Math.max(0, varianceY - scale * covariance),
    };
  });
  const total = (pick: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + pick(part), 0);
  const variance = total((part) => part.varianceY) || 1;
  return {
    scale: parts.map((part) => part.scale),
    shift: parts.map((part) => part.shift),
    difference: Math.sqrt(
      Math.max(
        0,
        total((part) => part.square),
      ) / variance,
    ),
    residual: Math.sqrt(total((part) => part.rest) / variance),
  };
}

/** The normalisation that would have given theirs: `y = (pixel - mean') / std'` where ours is `(pixel - mean) / std`. */
function implied({ scale, shift }: Fit, { mean, std }: Normalisation): Normalisation {
  const stds = std.map((each, channel) => each / (scale[channel]! || 1));
  return { std: stds, mean: mean.map((each, channel) => each - shift[channel]! * stds[channel]!) };
}

function isSame(one: Normalisation, other: Normalisation): boolean {
  return one.mean.every(
    (mean, channel) =>
      Math.abs(mean - other.mean[channel]!) <= MEANS_ALIKE &&
      Math.abs(one.std[channel]! / other.std[channel]! - 1) <= STDS_ALIKE,
  );
}

function tell({ mean, std }: Normalisation): string {
  const list = (numbers: readonly number[]) => `[${numbers.map((each) => each.toFixed(3)).join(', ')}]`;
  return `set mean and std to those of the training, about ${list(mean)} and ${list(std)}`;
}
