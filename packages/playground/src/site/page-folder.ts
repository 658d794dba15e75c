import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder with the bundled page. Where this package is installed the page comes with it; in the repository it is bundled from its sources,
 * when one of them has changed.
 */
export async function pageFolder(): Promise<string> {
  const shipped = fileURLToPath(new URL('../bundled', import.meta.url));
  if (existsSync(shipped)) return shipped;
  // By its address: nothing of it, nor Vite, is part of the compiled program.
  const script = new URL('../../bundle/bundled-page.mjs', import.meta.url).href;
  const { bundledPage } = (await import(script)) as { readonly bundledPage: () => Promise<string> };
  return bundledPage();
}
