import type { Model } from '@batchmates/classifier';
import { UserError } from '@batchmates/errors';
import type { Model as OnnxModel, SaidByExport } from '@batchmates/onnx';
import type { OnnxParams } from './params.ts';

/** Of colour images of ImageNet, as torchvision and timm normalise them. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Where neither the model nor anyone else says. */
const USUAL_SIDE = 224;

/** What is known of a model besides the params. */
export interface PreprocessingFacts {
  readonly path: string;
  readonly found: Pick<OnnxModel, 'input'>;
  readonly layout: Model['layout'];
  /** What the file says of it. */
  readonly said: SaidByExport;
}

/**
 * How the images of a model are prepared: as params say, else as its file does, else as is usual. Throws a `UserError` when that does not give what
 * the model takes.
 */
export function preprocessingOf(
  params: OnnxParams,
  { path, found, layout, said: { preprocessing: said } }: PreprocessingFacts,
): Pick<Model, 'input' | 'stored' | 'crop' | 'normalisation'> {
  const [height, width, channels] = axes(found, layout);
  const mean = params.mean ?? said?.mean ?? IMAGENET.mean;
  const std = params.std ?? said?.std ?? IMAGENET.std;
  if (channels !== undefined && channels !== mean.length) {
    throw new UserError({
      code: 'import/channels',
      what: `mean and std of ${path}`,
      expected: `${channels} numbers, one per channel`,
      received: String(mean.length),
      remedy: 'set mean and std to those of its training',
    });
  }
  const given = params.crop ?? params.resolution;
  const own = { height: height ?? said?.resolution.height, width: width ?? said?.resolution.width };
  const window =
    params.crop !== undefined
      ? { height: params.crop, width: params.crop }
      : (said?.window ?? {
          height: own.height ?? given ?? USUAL_SIDE,
          width: own.width ?? given ?? USUAL_SIDE,
        });
  const resolution =
    params.resolution !== undefined
      ? { height: params.resolution, width: params.resolution }
      : {
          height: height ?? said?.resolution.height ?? window.height,
          width: width ?? said?.resolution.width ?? window.width,
        };
  for (const [axis, fixed] of Object.entries({ height, width })) {
    const asked = resolution[axis as 'height' | 'width'];
    if (fixed === undefined || fixed === asked) continue;
    throw new UserError({
      code: 'import/resolution',
      what: `${axis} of the images of ${path}`,
      expected: `${fixed} pixels, as the model takes them`,
      received: String(asked),
      remedy: `set resolution: ${fixed}`,
    });
  }
  const same = resolution.height === window.height && resolution.width === window.width;
  return {
    input: { ...resolution, channels: mean.length },
    ...(params.resize === undefined ? {} : { stored: params.resize }),
    crop: same ? window : { ...window, resolution },
    normalisation: { mean: [...mean], std: [...std] },
  };
}

/** Height, width and channels of a model's input, as far as they are fixed. */
function axes(
  { input: { shape } }: Pick<OnnxModel, 'input'>,
  layout: Model['layout'],
): (number | undefined)[] {
  const [first, second, third] = shape
    .slice(1)
    .map((extent) => (typeof extent === 'number' ? extent : undefined));
  return layout === 'NCHW' ? [second, third, first] : [first, second, third];
}
