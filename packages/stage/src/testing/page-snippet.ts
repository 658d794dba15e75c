import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../../../docs');

/**
 * A snippet of Python on a page of `docs/`, known by its first line `# <name>: ...`, so that what people copy is what was tried. Throws an `Error` when the page
 * has no such snippet.
 */
export async function pageSnippet(page: string, name: string): Promise<string> {
  const text = await readFile(join(DOCS, page), 'utf8');
  const snippets = [...text.matchAll(/^```python\n([^]*?)^```$/gm)].map(([, snippet]) => snippet!);
  const found = snippets.find((snippet) => snippet.startsWith(`# ${name}:`));
  if (found === undefined) throw new Error(`docs/${page} has no snippet ${name}`);
  return found;
}
