import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenLinks } from '../src/markdown/broken-links.ts';
import { readPage } from '../src/markdown/read-page.ts';
import { readKnownNames, type KnownNames } from '../src/samples/known-names.ts';
import { readCommands, wordsOf } from '../src/samples/read-commands.ts';
import { wrongCommand } from '../src/samples/wrong-command.ts';
import { wrongTypeScript } from '../src/samples/wrong-typescript.ts';
import { wrongYaml } from '../src/samples/wrong-yaml.ts';

const root = join(import.meta.dirname, '../../..');

describe('links', () => {
  const links = (text: string) => {
    const pages = new Map([
      ['docs/one.md', readPage(text)],
      ['docs/audit.md', readPage('# Audit\n\n## Only the sampler: `--batches`\n\n## Twice\n\n## Twice\n')],
    ]);
    return brokenLinks(pages, root);
  };

  it('lead to pages, headings, files and folders', () => {
    const right = [
      '[a](audit.md) [b](audit.md#only-the-sampler---batches) [c](audit.md#twice-1) [d](#own)',
      '[e](../package.json) [f](decisions) [g](https://arxiv.org/abs/1802.07590) ![h](../LICENSE)',
    ];
    expect(links(`# Own\n\n${right.join('\n')}`)).toEqual([]);
  });

  it.each([
    ['[a](nowhere.md)', 'docs/one.md:1 nowhere.md: no such file'],
    ['a\n\nb\n[a](audit.md#thrice)', 'docs/one.md:4 audit.md#thrice: no such heading'],
    ['[a](#own)', 'docs/one.md:1 #own: no such heading'],
    ['[a](../package.json#scripts)', 'docs/one.md:1 ../package.json#scripts: it has no headings'],
    ['[a](../../elsewhere)', 'docs/one.md:1 ../../elsewhere: it leaves the repository'],
    ['[a](/docs/audit.md)', 'docs/one.md:1 /docs/audit.md: it leaves the repository'],
  ])('of %j are told', (text, told) => {
    expect(links(text)).toEqual([told]);
  });

  it('in code are none', () => {
    expect(links('`[a](nowhere.md)`\n\n```\n[a](nowhere.md)\n```\n')).toEqual([]);
  });
});

describe('commands', () => {
  let names: KnownNames;
  beforeAll(async () => {
    names = await readKnownNames(root);
  });
  const wrong = (line: string, whole = true) =>
    wrongCommand(wordsOf(line), names, { whole, pipelines: ['mine'] });

  it.each([
    'npx batchmates plan glyphs10 --params',
    'npx batchmates run glyphs10 evaluate.balanced.balanced',
    'npx batchmates why glyphs10.train.balanced',
    'npx batchmates plan mine',
    'npx batchmates plan ./anywhere/pipeline.yaml',
    'BATCHMATES_ENGINE=tfjs-wasm npx batchmates run-all glyphs10 # slower',
    'npx batchmates schema > pipelines/schema.json',
    'npx batchmates audit --predictions eval.npz train.npz --seed 1',
    'npx batchmates --version',
    'npx nx run glyphs10.train.balanced:run',
    'npx vitest run --project cli corruption',
    'npm run bench -- train-step --precisions f32',
    'npm run test:slow -- refused',
    'npx batchmates setup onednn --again',
  ])('%s is right', (line) => {
    expect(wrong(line)).toBeUndefined();
  });

  it.each([
    ['npx batchmates plam glyphs10', 'no command plam'],
    ['npx batchmates plan glyphs10 --parms', 'plan has no option --parms'],
    ['npx batchmates plan glyphs11', 'no pipeline or instance glyphs11'],
    ['npx batchmates inspect glyphs10.trian', 'no pipeline or instance glyphs10.trian'],
    ['npx batchmates run glyphs10 evaluate.nothing', 'no instance glyphs10.evaluate.nothing'],
    ['npx batchmates run', "error: missing required argument 'pipeline'"],
    ['npx batchmates compare glyphs10', "error: missing required argument 'other'"],
    ['npx batchmates clean everything', /^error: too many arguments/],
    ['npx batchmates export-curves glyphs10', /^error: required option '--output <folder>' not specified/],
    [
      'npx batchmates audit model.onnx --batch-size ten',
      /^error: option '--batch-size <images>' argument 'ten' is invalid/,
    ],
    ['npx nx run glyphs10.train.sorted:run', 'no task glyphs10.train.sorted:run'],
    ['npx vitest run --project cli nothing-of-the-kind', 'no test of cli called nothing-of-the-kind'],
    ['npx vitest run --project clo', 'no tests of clo'],
    ['npm run benhc', 'no script benhc'],
    ['npm run bench -- trian-step', 'no benchmark trian-step'],
    ['npm run test:slow -- nothing-of-the-kind', 'no slow test called nothing-of-the-kind'],
    ['node tools/nothing.mjs', 'no file tools/nothing.mjs'],
  ])('%s is wrong', (line, told) => {
    expect(wrong(line)).toEqual(typeof told === 'string' ? told : expect.stringMatching(told));
  });

  it('in sentences may leave arguments out', () => {
    expect(wrong('npx batchmates run', false)).toBeUndefined();
    expect(wrong('batchmates batches --save', false)).toBeUndefined();
    expect(wrong('batchmates batches --sved', false)).toBe('batches has no option --sved');
  });

  it('are read from sessions and scripts', () => {
    expect(readCommands('$ npm run demo\nnpm said something\n').commands).toEqual([['npm', 'run', 'demo']]);
    const script =
      "cat > a/pipeline.yaml <<'YAML'\nname: a\nYAML\ncd a && npx batchmates \\\n  plan 'a b' # now\n";
    expect(readCommands(script)).toEqual({
      commands: [['npx', 'batchmates', 'plan', 'a b']],
      files: [{ name: 'a/pipeline.yaml', text: 'name: a\n' }],
    });
  });
});

describe('YAML', () => {
  it.each([
    ['a whole pipeline', 'name: a\nstages:\n  one: { uses: ingestion/glyphs }\n'],
    [
      'stages that read others',
      'audit:\n  uses: evaluator/audit\n  in: { checkpoint: calibrate, dataset: images }\n  with: { batchSize: 10 }\n',
    ],
    ['keys of a stage', "matrix: { seed: [0, 1] }\nwith: { seed: '${seed}' }\n"],
    ['params', 'batching: { kind: balanced, samplesPerClass: 2 }\n'],
    ['a profile', 'executor: slurm\ndefault-resources: { runtime: 4h, mem_mb: 8000, cpus_per_task: 2 }\n'],
  ])('of %s is right', async (_, text) => {
    expect(await wrongYaml(text)).toBeUndefined();
  });

  it.each([
    ['an unknown key', 'batchin: balanced\n', 'batchin'],
    ['an unknown strategy', 'batching: balancd\n', 'balancd'],
    ['an unknown stage', 'a: { uses: trainer/trian }\n', 'trainer/trian'],
    [
      'an input that nobody gives',
      'a: { uses: trainer/train, in: { dataset: nobody }, with: { network: cifar-resnet-8, epochs: 1 } }\n',
      'nobody',
    ],
    ['a profile with a slip', 'executor: slurm\njbos: 3\n', 'jbos'],
    ['no YAML', 'a: [1\n', 'line 2'],
    ['a list', '- a\n', 'no mapping'],
  ])('with %s is wrong', async (_, text, told) => {
    expect(await wrongYaml(text)).toContain(told);
  });
});

describe('TypeScript', () => {
  it('is held to the types of the packages', () => {
    const metric = (body: string) =>
      `import { defineMetric } from '@batchmates/metrics';\nexport default defineMetric({ name: 'a', label: 'A', summary: 'a', compute: ({ predictions }) => ${body}, format: String });\n`;
    const told = wrongTypeScript(
      [
        { place: 'right:1', text: metric('predictions.labels.length') },
        { place: 'wrong:1', text: metric('predictions.lables.length') },
        {
          place: 'wrong:2',
          text: "import { defineMetrik } from '@batchmates/metrics';\nexport { defineMetrik };\n",
        },
      ],
      root,
    );
    expect(told.map((line) => line.split(' ')[0])).toEqual(['wrong:1', 'wrong:2']);
    expect(told[0]).toContain('lables');
    expect(told[1]).toContain('defineMetrik');
  });
});
