import { threadsSchema } from '@batchmates/engine';
import { z } from 'zod';
import { classesSchema } from '../class-names.ts';

const count = z.number().int().positive();
/** Pixels are scaled to 0-1; a model that takes them from 0 to 255 has a mean of 0 and a std of 1/255. */
const channelNumbers = z.array(z.number().min(-1).max(1)).min(1);

/** Params of `import/onnx`, described one by one in `docs/import.md`. */
export const onnxParams = z
  .strictObject({
    file: z.string().min(1).describe('an ONNX file; relative to the pipeline file or a data folder'),
    classes: classesSchema
      .optional()
      .describe(
        'names of the classes in the order of the outputs, as the data set names them; or a text file with a name on each line; or their number. Absent: those that the file names, else those of a connected data set of as many classes, in its order, else 0, 1, 2, ...',
      ),
    layout: z
      .enum(['auto', 'NCHW', 'NHWC'])
      .default('auto')
      .describe('order of the axes of its input; auto: as its shape tells'),
    channelOrder: z.enum(['RGB', 'BGR']).default('RGB').describe('order of the colours it was trained on'),
    resize: count
      .optional()
      .describe(
        'side to which its images are resized before cropping, pixels: the data set must be stored so; absent: any',
      ),
    crop: count
      .optional()
      .describe(
        "side of the window seen of a stored image, pixels; absent: as the file says, else the input's side, else 224",
      ),
    resolution: count
      .optional()
      .describe(
        "side of the model's input, pixels, to which the window is scaled; absent: as the file says, else the crop's",
      ),
    mean: channelNumbers
      .optional()
      .describe(
        "subtracted from the channels (RGB) of pixels scaled to 0-1; absent: as the file says, else ImageNet's",
      ),
    std: channelNumbers
      .optional()
      .describe("what the channels are then divided by; absent: as the file says, else ImageNet's"),
    answers: z
      .enum(['auto', 'logits', 'probabilities'])
      .default('auto')
      .describe('what it gives for each class; auto: probabilities where its last node is a softmax'),
    reference: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a safetensors file with inputs and outputs of the program that it was trained with, to check against',
      ),
    engine: z.string().default('auto').describe('engine that runs ONNX files; auto: the first usable one'),
    threads: threadsSchema.describe('threads of the engine, at most one per core'),
  })
  .refine(({ std = [1] }) => std.every((each) => each > 0), {
    path: ['std'],
    error: 'expected numbers above 0',
  })
  .refine(({ mean, std }) => mean?.length === std?.length, {
    path: ['std'],
    error: 'expected as many numbers as mean has, one per channel',
  })
  .refine(({ crop, resize }) => crop === undefined || resize === undefined || crop <= resize, {
    path: ['crop'],
    error: 'expected at most the side that images are resized to',
  });

export type OnnxParams = z.output<typeof onnxParams>;
