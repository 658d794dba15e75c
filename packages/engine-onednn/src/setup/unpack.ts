import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isOneDnn, namesIn } from './present-libraries.ts';

/** How folders begin in which a download is unpacked. */
const UNFINISHED = 'fetch-';
/** Older ones were left by a set-up that was killed. */
const LEFT_MS = 3600_000;

/**
 * Lets `fill` unpack into `unpacked` of a work folder, then puts the libraries found there into `folder`, all or none. What another set-up
 * has put there meanwhile stays.
 */
export function unpackInto(folder: string, fill: (work: string) => void): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeLeft(parent);
  const work = mkdtempSync(join(parent, UNFINISHED));
  try {
    fill(work);
    const found = librariesUnder(join(work, 'unpacked'));
    if (!found.some(({ name }) => isOneDnn(name))) throw new Error('the download holds no libdnnl');
    const ready = join(work, 'lib');
    mkdirSync(ready);
    for (const { name, file } of found) copyFileSync(file, join(ready, name));
    if (!existsSync(folder)) renameSync(ready, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Libraries by the name programs ask for (`libdnnl.so.2`), with the file behind it. */
function librariesUnder(folder: string): { readonly name: string; readonly file: string }[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /^lib(dnnl|OpenCL|gomp)\.so\.\d+$/.test(basename(path)))
    .map((path) => ({ name: basename(path), file: realpathSync(join(folder, path)) }));
}

function removeLeft(parent: string): void {
  for (const name of namesIn(parent).filter((each) => each.startsWith(UNFINISHED))) {
    const stats = statSync(join(parent, name), { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > LEFT_MS) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}
