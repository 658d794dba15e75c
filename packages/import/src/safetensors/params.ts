import { z } from 'zod';
import { classesSchema } from '../class-names.ts';

const count = z.number().int().positive();
const channelNumbers = z.array(z.number());

/** Params of `import/safetensors`, described one by one in `docs/import.md`. */
export const importParams = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .describe('a state dict in safetensors format; relative to the pipeline file or a data folder'),
    architecture: z
      .enum(['resnet-18', 'resnet-34', 'resnet-50'])
      .describe("whose state dict it is: torchvision's and timm's resnet18, resnet34 or resnet50"),
    classes: classesSchema.describe(
      'names of the classes in the order of the outputs, as the data set names them; or a text file with a name on each line; or their number: 0, 1, 2, ...',
    ),
    width: count
      .default(64)
      .describe("channels of the first stage; torchvision's and timm's networks have 64"),
    crop: count
      .default(224)
      .describe('side of the window seen of a stored image, pixels: 224 of images that were resized to 256'),
    resolution: count.optional().describe("side of the network's input, pixels; absent: the crop's"),
    mean: channelNumbers
      .default([0.485, 0.456, 0.406])
      .describe("subtracted from the channels of pixels scaled to 0-1; absent: ImageNet's"),
    std: channelNumbers
      .default([0.229, 0.224, 0.225])
      .describe("what the channels are then divided by; absent: ImageNet's"),
  })
  .refine(({ std }) => std.every((each) => each > 0), { path: ['std'], error: 'expected numbers above 0' })
  .refine(({ mean, std }) => mean.length === std.length && mean.length > 0, {
    path: ['std'],
    error: 'expected as many numbers as mean has, one per channel',
  })
  .refine(({ classes }) => !Array.isArray(classes) || new Set(classes).size === classes.length, {
    path: ['classes'],
    error: 'expected each name once',
  });

export type ImportParams = z.output<typeof importParams>;
