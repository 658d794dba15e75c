import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Vite lists the licences of what the page is made of, not of what its worker is: one plugin for the worker's bundle, which notes its packages, and one for the
 * page's, which appends them to `file`.
 * @param {string} file
 * @returns {{ readonly worker: () => import('vite').Plugin, readonly page: () => import('vite').Plugin }}
 */
export function workerLicences(file) {
  /** @type {Set<string>} */
  const folders = new Set();
  return {
    worker: () => ({
      name: 'packages-of-worker',
      generateBundle(_options, files) {
        for (const chunk of Object.values(files)) {
          for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
            const folder = packageOf(id);
            if (folder !== undefined) folders.add(folder);
          }
        }
      },
    }),
    page: () => ({
      name: 'licences-of-worker',
      generateBundle: {
        order: 'post',
        handler(_options, files) {
          const list = files[file];
          if (list?.type !== 'asset') throw new Error(`internal: no ${file} to append to`);
          const listed = String(list.source);
          const further = [...folders]
            .map(licenceOf)
            .filter(({ heading }) => !listed.includes(heading))
            .sort((one, other) => (one.heading < other.heading ? -1 : 1));
          list.source = [listed.trimEnd(), ...further.map(({ heading, text }) => `${heading}\n\n${text}`)]
            .join('\n\n')
            .concat('\n');
        },
      },
    }),
  };
}

/** The folder of the installed package that a module is of. @param {string} id */
function packageOf(id) {
  const path = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];
  return path !== undefined && existsSync(join(path, 'package.json')) ? path : undefined;
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return {
    heading: `## ${name} - ${version} (${license})`,
    text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim(),
  };
}
