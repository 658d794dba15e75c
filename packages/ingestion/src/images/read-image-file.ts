import { withRegularFile } from '../files/regular-file.ts';
import { checkFileSize, type ImageLimits } from './image-limits.ts';

/** The bytes of an image's file. Throws `LargeImage` before it takes memory for them, `UnreadableFile` for what is no regular file. */
export async function readImageFile(path: string, limits: ImageLimits): Promise<Uint8Array> {
  return withRegularFile(path, async (file) => {
    checkFileSize(file.bytes, limits);
    return file.read(0, file.bytes);
  });
}
