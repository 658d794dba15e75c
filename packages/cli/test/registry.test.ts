import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtInStrategies } from '@batchmates/batching';
import { planPipeline } from '@batchmates/pipeline';
import type { Stage } from '@batchmates/stage';
import { builtInProtocols } from '@batchmates/protocols';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/commands/schema.ts';
import { listPipelineFiles } from '../src/pipeline-files.ts';
import { engineCandidates } from '../src/registry/engines.ts';
import { compose, planningContext } from '../src/registry/services.ts';

const root = join(import.meta.dirname, '../../..');
const { stages, services } = compose();

describe('the composition', () => {
  it('names every stage that the packages export, and no other', async () => {
    const packages = [
      await import('@batchmates/ingestion'),
      await import('@batchmates/import'),
      await import('@batchmates/trainer'),
      await import('@batchmates/evaluator'),
      await import('@batchmates/report'),
      await import('@batchmates/playground'),
    ];
    const exported = packages
      .flatMap((each) => Object.values(each) as unknown[])
      .filter((each): each is Stage => typeof each === 'object' && each !== null && 'uses' in each);
    const names = await stages.names();
    expect(names.toSorted()).toEqual(exported.map(({ uses }) => uses).toSorted());
    for (const name of names) expect((await stages.resolve(name, root)).uses).toBe(name);
  });

  it('names every strategy and protocol of their packages', async () => {
    const [strategies, protocols] = [await services.strategies.names(), await services.protocols.names()];
    expect(strategies).toEqual(builtInStrategies.map(({ name }) => name));
    expect(protocols).toEqual(builtInProtocols.map(({ name }) => name));
    for (const name of strategies) expect((await services.strategies.resolve(name, root)).name).toBe(name);
    for (const name of protocols) expect((await services.protocols.resolve(name, root)).name).toBe(name);
  });

  it('has the engines in the order of speed, the ones for every machine last', async () => {
    const names = (await engineCandidates()).map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      'onednn',
      'onnxruntime',
      'onnxruntime-wasm',
      'tfjs-cpu',
      'tfjs-node',
      'tfjs-node-gpu',
      'tfjs-wasm',
    ]);
    expect(names.indexOf('onednn')).toBeLessThan(names.indexOf('tfjs-node'));
    expect(names.slice(-4)).toEqual(['tfjs-wasm', 'tfjs-cpu', 'onnxruntime', 'onnxruntime-wasm']);
  });

  it('plans every pipeline of the workspace', async () => {
    const files = await listPipelineFiles(root);
    expect(files.length).toBeGreaterThan(3);
    for (const { name, file } of files) {
      const plan = await planPipeline(file, planningContext({ stages, services }, root));
      expect(plan.name, 'a pipeline is called like its folder').toBe(name);
    }
  });

  it('names the former keys of options with what to write now', async () => {
    const file = join(await temporaryFolder(), 'pipeline.yaml');
    const text = `name: old
stages:
  glyphs: { uses: ingestion/glyphs }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with: { network: cifar-resnet-8, epochs: 1, batching: balanced, batchingOptions: { samplesPerClass: 2 } }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: train, dataset: glyphs }
    with: { protocol: standard, options: { statistics: running } }
`;
    await writeFile(file, text);
    const mistakes = planPipeline(file, planningContext({ stages, services }, dirname(file)));
    await expect(mistakes).rejects.toThrow(
      'pipeline.yaml:7:69 stages.train.with.batchingOptions is no longer a key; write options into batching, e.g. batching: { kind: balanced, samplesPerClass: 2 }\n' +
        'pipeline.yaml:11:33 stages.evaluate.with.options is no longer a key; write options into protocol, e.g. protocol: { kind: standard, statistics: running }',
    );
  });

  it('is what the published JSON Schema says (npx batchmates schema > pipelines/schema.json)', async () => {
    let text = '';
    await schema({ print: (line) => (text += `${line}\n`) });
    expect(text).toBe(await readFile(join(root, 'pipelines/schema.json'), 'utf8'));
  });
});
