import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

const file = join(import.meta.dirname, '../../../package-lock.json');

// `npm install` leaves out what the registry at hand does not have (say, Nx for another system), and `npm ci` then
// refuses the whole file, on every machine.
it('package-lock.json has every optional dependency of every package', async () => {
  const { packages } = JSON.parse(await readFile(file, 'utf8')) as Lock;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !places(path).some((place) => `${place}node_modules/${name}` in packages))
      .map((name) => `${path} -> ${name}`),
  );
  expect(missing).toEqual([]);
});

/** Where Node looks for what a package imports: its own folder, then every folder above. */
function places(path: string): string[] {
  const parts = path.split('/');
  const above = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return [...above.map((folder) => `${folder}/`), ''];
}
