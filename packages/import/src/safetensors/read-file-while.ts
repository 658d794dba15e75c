import { openRegularFile, readBytes, UnreadableFile } from '@batchmates/artifact';

/** No state dict of a ResNet is larger: 100 MB for ResNet-50 in float32. */
const LARGEST = 2 ** 30;

/** Bytes between two looks at the signal. */
const CHUNK = 2 ** 24;

/**
 * The bytes of a file of at most 1 GiB. Throws `UnreadableFile` for a larger one before memory is taken, for what is no regular file or
 * cannot be read, and the signal's reason soon after it is aborted.
 */
export async function readFileWhile(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const { handle, size } = await openRegularFile(path);
  try {
    if (size > LARGEST) throw new UnreadableFile(path, `one of ${size} bytes, where ${LARGEST} are the most`);
    const bytes = new Uint8Array(size);
    for (let start = 0; start < size; start += CHUNK) {
      signal?.throwIfAborted();
      await readBytes(handle, { path, start, bytes: bytes.subarray(start, start + CHUNK) });
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
