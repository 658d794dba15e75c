import { UserError } from '@batchmates/errors';
import { fetchSiteFile, readSiteData } from '../site-files.ts';
import { openPlaygroundEngine } from './open-playground-engine.ts';
import type { Site } from './site.ts';

/**
 * Loads the site's description, its shelf and its networks from the folder `siteUrl` (with a slash at the end), all at the same time. Rejects with an
 * error whose message is for people.
 */
export async function loadSite(siteUrl: string): Promise<Site> {
  const engine = openPlaygroundEngine(siteUrl);
  const [loaded, { data, shelf }] = await Promise.all([engine.loaded, readShelf(siteUrl)]);
  return { data, shelf, engine, loaded };
}

async function readShelf(siteUrl: string): Promise<Pick<Site, 'data' | 'shelf'>> {
  const data = await readSiteData(siteUrl);
  const { image, shelf } = data;
  const pixels = await fetchSiteFile(siteUrl, shelf.file);
  const expected = shelf.count * image.height * image.width * image.channels;
  if (pixels.length === expected) return { data, shelf: pixels };
  throw new UserError({
    code: 'playground/shelf',
    what: `file ${shelf.file}`,
    expected: `${expected} bytes, the images of the playground`,
    received: `${pixels.length}`,
    remedy: 'copy the whole folder again',
  });
}
