import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@batchmates/stage/testing';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeConsumerProject } from './consumer-project.ts';
import { openLocalRegistry, type LocalRegistry } from './local-registry.ts';
import { publishAll, type PublishedPackage } from './publish-all.ts';
import { createStudyFolder, type StudyFolder } from './study-folder.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const KB = 1000;
const NX = {
  neverConnectToCloud: true,
  analytics: false,
  useDaemonProcess: false,
  plugins: ['@batchmates/nx'],
};

/** The page of the playground, in the tarball of `batchmates`. */
const BUNDLED_PAGE = 'node_modules/@batchmates/playground/dist/src/bundled/';

let registry: LocalRegistry;
let packages: readonly PublishedPackage[];

beforeAll(async () => {
  registry = await openLocalRegistry(await temporaryFolder());
  packages = await publishAll(registry);
}, 600_000);

afterAll(async () => registry.close());

describe('what is published', () => {
  it('is the command, the Nx plugin and the libraries that parts of one’s own import', () => {
    const libraries =
      'artifact augmentation batching checkpoint classifier dataset engine errors loader metrics network nx protocols random results stage';
    expect(packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['batchmates', ...libraries.split(' ').map((name) => `@batchmates/${name}`)]),
    );
  });

  it('holds code, types, sources and licences: no tests, no data, nothing of the repository’s', () => {
    for (const { name, files } of packages) {
      expect(files, name).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
      const strange = files.filter(
        (file) =>
          // What `batchmates init` and `new` write: a pipeline, and parts with their tests.
          !file.startsWith('templates/') &&
          !file.startsWith(BUNDLED_PAGE) &&
          (!/\.([cm]?js|[cm]?tsx?|map|json|md|woff|txt)$|(^|\/)LICENSE$/.test(file) ||
            /(^|\/)(test|artifacts|pipelines|bench)\/|\.test\.|tsbuildinfo|bin\/program/.test(file)),
      );
      expect(strange, name).toEqual([]);
    }
  });

  it('has the page of the playground, bundled', () => {
    const { files } = packages.find(({ name }) => name === 'batchmates')!;
    const page = files.filter((file) => file.startsWith(BUNDLED_PAGE));
    expect(page.map((file) => file.slice(BUNDLED_PAGE.length))).toEqual(
      expect.arrayContaining(['index.html', 'licences.md', 'wasm/tfjs-backend-wasm-simd.wasm']),
    );
    expect(page.filter((file) => !/\.(html|js|css|md|wasm|svg|png)$/.test(file))).toEqual([]);
  });

  it('is small', () => {
    for (const { name, packed, unpacked } of packages) {
      const [tarball, folder] = name === 'batchmates' ? [5000 * KB, 8000 * KB] : [200 * KB, 800 * KB];
      expect(packed, name).toBeLessThan(tarball);
      expect(unpacked, name).toBeLessThan(folder);
    }
  });

  it('has nothing that publint finds', async () => {
    for (const { name, folder } of packages) {
      const { messages } = await publint({ pkgDir: folder, strict: true });
      expect(messages, name).toEqual([]);
    }
  });

  it('has types that are those of the code, wherever it is imported', async () => {
    const attw = join(REPOSITORY, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
    const check = ({ folder }: PublishedPackage) =>
      promisify(execFile)(process.execPath, [attw, '--pack', folder, '--profile', 'esm-only']);
    // `create-batchmates` is a command alone.
    const imported = packages.filter(({ name }) => name !== 'create-batchmates');
    // Two processes at a time, each with every second package.
    const lane = async (remainder: number) => {
      for (const each of imported.filter((_, index) => index % 2 === remainder)) await check(each);
    };
    await Promise.all([lane(0), lane(1)]);
  }, 600_000);

  it('depends on packages of the project in its own version alone, and runs nothing when it is installed', async () => {
    for (const { name, folder } of packages) {
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
        version: string;
        dependencies?: Record<string, string>;
        scripts?: unknown;
      };
      const ours = Object.entries(manifest.dependencies ?? {}).filter(([each]) =>
        each.startsWith('@batchmates/'),
      );
      for (const [each, range] of ours) expect(range, `${name}: ${each}`).toBe(manifest.version);
      expect(manifest.scripts, name).toBeUndefined();
    }
  });
});

describe('installed with npm in an empty folder', () => {
  let study: StudyFolder;

  beforeAll(async () => {
    study = await createStudyFolder(registry);
    await study.run('npm', [
      'install',
      'batchmates',
      '@types/node@20',
      'typescript@6',
      'vitest@4',
      'fast-check@4',
    ]);
  }, 600_000);

  it('is one copy of every library', async () => {
    const inside = await readdir(join(study.root, 'node_modules/batchmates/node_modules/@batchmates'));
    const beside = await readdir(join(study.root, 'node_modules/@batchmates'));
    expect(inside.filter((name) => beside.includes(name))).toEqual([]);
    expect(await readdir(join(study.root, 'node_modules/batchmates/node_modules'))).toEqual(['@batchmates']);
  });

  it('says its version and its commands', async () => {
    const { version } = JSON.parse(await readFile(join(REPOSITORY, 'packages/cli/package.json'), 'utf8')) as {
      version: string;
    };
    expect((await study.batchmates('--version')).stdout.trim()).toBe(version);
    expect((await study.batchmates('--help')).stdout).toContain('run-all');
  });

  it('has types for a strict project that checks those of its libraries, too', async () => {
    const consumer = join(study.root, 'consumer');
    const libraries = packages.map(({ name }) => name).filter((name) => /^@batchmates\/(?!nx$)/.test(name));
    await writeConsumerProject(consumer, libraries);
    await study.run(join(study.root, 'node_modules/.bin/tsc'), ['-p', consumer]);
  });

  it('runs a pipeline with stage, strategy, protocol and metric of one’s own to its report, without Nx', async () => {
    const { stdout, stderr } = await study.batchmates('run-all', 'small');
    expect(stderr).toContain('small: 9 of 9 stages to run');
    expect(stdout).toContain('The report, with figures: artifacts/small/report/report.html');
    expect(await readFile(join(study.root, 'artifacts/small/report/report.md'), 'utf8')).toContain(
      'Mean confidence',
    );
    expect(await readFile(join(study.root, 'artifacts/small/brightness/brightness.csv'), 'utf8')).toMatch(
      /^class,brightness\nA,/,
    );
  }, 300_000);

  it('writes the page of the playground without Vite', async () => {
    const pipeline = join(study.root, 'pipelines', 'page', 'pipeline.yaml');
    await mkdir(dirname(pipeline), { recursive: true });
    await writeFile(pipeline, PAGE);
    await rm(join(study.root, 'node_modules', 'vite'), { recursive: true, force: true });
    await study.batchmates('run-all', 'page');
    const files = await readdir(join(study.root, 'artifacts/page/site/playground'));
    expect(files).toEqual(expect.arrayContaining(['index.html', 'playground.json', 'network-1.safetensors']));
    await study.run('npm', ['install']);
    await rm(dirname(pipeline), { recursive: true });
  }, 300_000);

  it('runs nothing again when nothing has changed, also after it was installed anew', async () => {
    const before = await study.runRecords();
    await rm(join(study.root, 'node_modules'), { recursive: true });
    await study.run('npm', ['install']);
    expect((await study.batchmates('run-all', 'small')).stderr).toContain('everything is up to date');
    expect(await study.runRecords()).toEqual(before);
  }, 300_000);

  it('trains one arm when its strategy is edited, and nothing else', async () => {
    const before = await study.runRecords();
    await study.edit(
      'pipelines/small/one-class.ts',
      "randomStream(seed, 'one-class', epoch))",
      "randomStream(seed, 'edited', epoch))",
    );
    expect((await study.batchmates('why', 'small.train.one-class')).stdout).toContain('one-class.ts changed');
    const { stderr } = await study.batchmates('run-all', 'small');
    expect(stderr).toContain('small: 4 of 9 stages to run');
    expect(changed(before, await study.runRecords())).toEqual([
      ...['evaluate.one-class.balanced', 'evaluate.one-class.equal-shares', 'report', 'train.one-class'],
    ]);
  }, 300_000);

  it('says in one line where a module of one’s own fails', async () => {
    const [right, wrong] = ['const batches: number[][] = [];', "throw new Error('no batches');"];
    await study.edit('pipelines/small/one-class.ts', right, wrong);
    const failing = study.batchmates('run-all', 'small');
    await expect(failing).rejects.toThrow(
      /^batchmates: train\.one-class: .* no batches; look at .*one-class\.ts:\d+:\d+$/m,
    );
    await study.edit('pipelines/small/one-class.ts', wrong, right);
  }, 300_000);

  it('goes on with Nx: nothing runs again, and one arm when its strategy is edited', async () => {
    await study.run('npm', ['install', '--save-dev', 'nx@24.0.6', '@batchmates/nx']);
    await writeFile(join(study.root, 'nx.json'), JSON.stringify(NX));
    const before = await study.runRecords();
    const { stdout } = await study.batchmates('run-all', 'small');
    expect(stdout).toContain('The report, with figures: artifacts/small/report/report.html');
    expect(await study.runRecords()).toEqual(before);
    await study.edit('pipelines/small/one-class.ts', "'edited'", "'edited again'");
    await study.run(join(study.root, 'node_modules/.bin/nx'), ['run', 'small:run']);
    expect(changed(before, await study.runRecords())).toContain('train.one-class');
    expect(changed(before, await study.runRecords())).not.toContain('train.standard');
  }, 600_000);
});

describe('installed with pnpm', () => {
  it('runs the same pipeline: parts of one’s own find the packages of the command', async () => {
    const study = await createStudyFolder(registry);
    await study.run('npm', ['exec', '--yes', '--package=pnpm@10', '--', 'pnpm', 'add', 'batchmates']);
    const { stdout } = await study.batchmates('run-all', 'small');
    expect(stdout).toContain('The report, with figures: artifacts/small/report/report.html');
    expect((await study.batchmates('run-all', 'small')).stderr).toContain('everything is up to date');
  }, 600_000);
});

const PAGE = `
name: page
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with: { network: cifar-resnet-8, width: 4, resolution: 12, batching: balanced, epochs: 1, threads: 1, augmentation: { kind: scale-crop, flip: false } }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
  site:
    uses: report/site
    in: { checkpoints: calibrate, dataset: glyphs }
`;

/** The instances that were made anew. */
function changed(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(after).filter((name) => after[name] !== before[name]);
}
