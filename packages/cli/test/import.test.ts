import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { stateDictFile } from '@batchmates/import/testing';
import { readResults, type EvaluationFacts } from '@batchmates/results';
import { beforeAll, describe, expect, test } from 'vitest';
import { inspectArtifact } from '../src/inspect/inspect-artifact.ts';
import { createSmallPipeline, type SmallPipeline } from '../src/testing/index.ts';

const PIPELINE = `
name: small
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  network:
    uses: import/safetensors
    with:
      file: net.safetensors
      architecture: resnet-18
      classes: [A, B, C]
      width: 4
      crop: 24
      resolution: 32
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: network, dataset: glyphs }
    with: { threads: 1, batching: standard, batchSize: 12 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix:
      protocol:
        - { kind: standard, statistics: running }
        - { kind: standard, statistics: population }
        - balanced
    with: { protocol: '\${protocol}', threads: 1 }
  pseudo-label:
    uses: evaluator/pseudo-label
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { rounds: 2, threads: 1 }
  circulate:
    uses: evaluator/circulate
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { threads: 1, confidence: 0.4 }
  report:
    uses: report/report
    in: { results: [evaluate, pseudo-label, circulate], checkpoints: calibrate, datasets: glyphs }
`;

let pipeline: SmallPipeline;
const artifacts = new Map<string, Artifact>();

beforeAll(async () => {
  pipeline = await createSmallPipeline(PIPELINE);
  const file = join(pipeline.root, 'pipelines/small/net.safetensors');
  await stateDictFile(file, { architecture: 'resnet-18', classes: 3, width: 4 });
  for (const instance of pipeline.plan.instances) artifacts.set(instance.name, await pipeline.run(instance));
});

const named = (start: string) =>
  [...artifacts].filter(([name]) => name.startsWith(start)).map(([, artifact]) => artifact);

describe('an imported network', () => {
  test('is evaluated and circulated like one that was trained here', async () => {
    const evaluated = await Promise.all(named('evaluate').map(({ directory }) => readResults(directory)));
    expect(evaluated).toHaveLength(3);
    for (const results of evaluated) {
      const facts = results.facts as EvaluationFacts;
      expect(facts.training).toMatchObject({
        strategy: 'imported',
        epochs: null,
        imported: { architecture: 'resnet-18', file: 'net.safetensors' },
      });
      expect((await results.predictions()).ids).toHaveLength(18);
    }
    expect(named('circulate')).toHaveLength(1);
  });

  test('keeps its record and its running statistics when it is calibrated', async () => {
    const [imported, calibrated] = await Promise.all(
      ['network', 'calibrate'].map(async (name) => readCheckpoint(named(name)[0]!.directory)),
    );
    expect(calibrated!.training).toEqual(imported!.training);
    expect(calibrated!.state).toEqual(imported!.state);
    expect(calibrated!.population).toBeDefined();
  });

  test('is reported as imported', async () => {
    const report = await readFile(join(named('report')[0]!.directory, 'report.md'), 'utf8');
    expect(report).toContain('Imported');
    expect(report).toContain('elsewhere: net.safetensors');
    expect(report).not.toMatch(/\bnull\b|undefined|NaN/);
  });

  test('is inspected as imported', async () => {
    const shown = async (name: string) => JSON.stringify(await inspectArtifact(named(name)[0]!.directory));
    expect(await shown('network')).toContain('net.safetensors');
    expect(await shown('evaluate')).toContain('elsewhere: the network was imported');
  });
});
