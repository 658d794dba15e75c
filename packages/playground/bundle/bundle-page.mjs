import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with `index.html`. */
const PAGE = fileURLToPath(new URL('../src/page', import.meta.url));

/**
 * Bundles the page with Vite: `index.html`, scripts and styles under `assets/`, and the WebAssembly modules of TensorFlow.js under `wasm/`. Everything is
 * addressed relatively, so that it works wherever it lies on a server. Equal sources give equal files.
 * @param {string} outDir where to, absolute; emptied before
 * @param {string} [root] the folder with `index.html`, if it is another page
 */
export async function bundlePage(outDir, root = PAGE) {
  const { build } = await import('vite');
  const plugins = () => [withoutNode];
  await build({
    ...{ configFile: false, envDir: false, root, base: './', publicDir: false, logLevel: 'warn' },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [...plugins(), withPolicy, withWasm],
    worker: { format: 'es', plugins, rolldownOptions: { treeshake, checks } },
    build: {
      ...{ outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false },
      // Browsers that read ES2022 preload modules themselves.
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      license: { fileName: 'licences.md' },
      rolldownOptions: { treeshake, checks },
    },
  });
}

/** Importing a file of ours does nothing, so what is not used of it goes, with what only that needs. */
const treeshake = {
  moduleSideEffects: [
    { test: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.tsx?$/, sideEffects: false },
    { test: /^node:/, sideEffects: false },
  ],
};

/** How long the parts of the build took is of no interest to who runs a stage. */
const checks = { bundlerTimings: false };

/**
 * Leaves out imports of Node's modules by code that the page does not use; what it does use of them stops the build.
 * @type {import('vite').Plugin}
 */
const withoutNode = {
  name: 'without-node',
  enforce: 'pre',
  resolveId: (id) => (id.startsWith('node:') ? { id, external: true, moduleSideEffects: false } : undefined),
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      // Of an import that nothing uses, `imports` still has the name.
      const needed = file.type === 'chunk' ? /["'`](node:[\w/]+)["'`]/.exec(file.code)?.[1] : undefined;
      if (needed !== undefined) this.error(`${file.fileName} needs ${needed}, which no browser has`);
    }
  },
};

/** What the page may do stands in it, so that it holds on every web host. @type {import('vite').Plugin} */
const withPolicy = {
  name: 'with-policy',
  transformIndexHtml() {
    const directives = JSON.parse(readFileSync(new URL('../src/page-policy.json', import.meta.url), 'utf8'));
    const attrs = { 'http-equiv': 'Content-Security-Policy', content: directives.join('; ') };
    return [{ tag: 'meta', attrs, injectTo: 'head-prepend' }];
  },
};

/** @type {import('vite').Plugin} */
const withWasm = {
  name: 'with-wasm',
  generateBundle() {
    const engine = createRequire(import.meta.url).resolve('@batchmates/engine-tfjs');
    const library = createRequire(engine).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
      const source = readFileSync(join(dirname(library), 'dist', name));
      this.emitFile({ type: 'asset', fileName: `wasm/${name}`, source });
    }
  },
};
