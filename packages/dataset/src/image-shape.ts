import { z } from 'zod';

const pixels = z.number().int().positive();

/** Height and width in pixels, as JSON. */
export const sizeSchema = z.strictObject({ height: pixels, width: pixels });

/** The shape of an image, `[height, width, channels]`, as JSON. */
export const imageShapeSchema = sizeSchema.extend({ channels: pixels });

/** Height and width in pixels. */
export type Size = Readonly<z.infer<typeof sizeSchema>>;

/** Height, width and channels of an image. */
export type ImageShape = Readonly<z.infer<typeof imageShapeSchema>>;
