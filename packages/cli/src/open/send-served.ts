import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, basename } from 'node:path';
import sendFile from 'send';
import { endWith } from './end-with.ts';
import { locateServed, type ServedFile } from './served-artifact.ts';

/** A file of a folder that is asked for. */
export interface AskedFile {
  readonly directory: string;
  /** All that is served of the folder. */
  readonly files: readonly ServedFile[];
  readonly path: string;
  /** Its `Content-Security-Policy`. */
  readonly policy: string;
}

/** Sends a file, or a part of it where a range is asked for; 404 unless it is one of those served. */
export async function sendServed(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  { directory, files, path, policy }: AskedFile,
): Promise<void> {
  const file = await locateServed(path, { directory, files });
  if (file === undefined) {
    endWith(response, 404, 'nothing is served here');
    return;
  }
  response.setHeader('Content-Security-Policy', policy);
  const sent = new Promise<void>((resolve, reject) => {
    response.on('close', resolve);
    sendFile(request, `/${encodeURIComponent(basename(file))}`, {
      root: dirname(file),
      dotfiles: 'allow',
      index: false,
      cacheControl: false,
    })
      .on('error', reject)
      .pipe(response);
  });
  await sent.catch((error: unknown) => {
    const { status } = error as { readonly status?: number };
    if (response.headersSent || status === undefined) throw error;
    // E.g. 416, a range that the file does not have; or it is gone since.
    endWith(response, status, 'this cannot be sent');
  });
}
