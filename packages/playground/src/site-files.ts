import { parseJson } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { SITE_DATA_FILE, siteDataSchema, type SiteData } from './site-data.ts';

/**
 * Reads the description of the site at `siteUrl`: its folder, with a slash at the end. Throws a `UserError` when it is absent or of another kind.
 */
export async function readSiteData(siteUrl: string): Promise<SiteData> {
  const content = new TextDecoder().decode(await fetchSiteFile(siteUrl, SITE_DATA_FILE));
  const parsed = siteDataSchema.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError({
    code: 'playground/site-data',
    what: SITE_DATA_FILE,
    expected: 'the description of a playground',
    received: `${issue?.message ?? ''} at ${issue?.path.join('.') || 'its start'}`,
    remedy: 'make the folder again',
  });
}

/** The bytes of a file of the site at `siteUrl`. Throws a `UserError` when it cannot be fetched. */
export async function fetchSiteFile(siteUrl: string, file: string): Promise<Uint8Array> {
  const failed = (received: string, cause?: unknown) =>
    new UserError({
      code: 'playground/file',
      what: `file ${file}`,
      expected: 'a file of the playground',
      received,
      remedy: 'serve the whole folder',
      cause,
    });
  const response = await fetch(new URL(file, siteUrl)).catch((cause: unknown) => {
    throw failed('no answer', cause);
  });
  if (!response.ok) throw failed(`HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
