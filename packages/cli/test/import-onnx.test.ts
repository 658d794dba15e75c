import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { auditSentence } from '@batchmates/audit';
import { stateDictFile } from '@batchmates/import/testing';
import { readResults, tally, type AuditFacts, type EvaluationFacts } from '@batchmates/results';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportModel } from '../src/commands/export-model.ts';
import { inspectArtifact } from '../src/inspect/inspect-artifact.ts';
import { createSmallPipeline, type SmallPipeline } from '../src/testing/index.ts';

const tested = (network: string) => `
  ${network}-calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: ${network}, dataset: glyphs }
    with: { threads: 1, precision: f32, batching: standard, batchSize: 12 }
  ${network}-evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: ${network}-calibrate, dataset: glyphs }
    matrix:
      protocol:
        - { kind: standard, statistics: running }
        - { kind: standard, statistics: population }
        - balanced
    with: { protocol: '\${protocol}', threads: 1, precision: f32 }
  ${network}-pseudo-label:
    uses: evaluator/pseudo-label
    in: { checkpoint: ${network}-calibrate, dataset: glyphs }
    with: { rounds: 2, threads: 1, precision: f32 }
  ${network}-circulate:
    uses: evaluator/circulate
    in: { checkpoint: ${network}-calibrate, dataset: glyphs }
    with: { threads: 1, confidence: 0.4, precision: f32 }
  ${network}-audit:
    uses: evaluator/audit
    in: { checkpoint: ${network}-calibrate, dataset: glyphs }
    with: { batchSize: 6, attribution: { images: 12 }, threads: 1, precision: f32 }
`;

const PIPELINE = `
name: small
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 24, testPerClass: 12 }
  network:
    uses: import/safetensors
    with:
      { file: net.safetensors, architecture: resnet-18, classes: [A, B, C], width: 4, crop: 24, resolution: 32 }
  model:
    uses: import/onnx
    in: { dataset: glyphs }
    with: { file: net.onnx, threads: 1 }
${tested('network')}${tested('model')}
  report:
    uses: report/report
    in:
      results: [model-evaluate, model-pseudo-label, model-circulate]
      checkpoints: model-calibrate
      datasets: glyphs
`;

let pipeline: SmallPipeline;
const artifacts = new Map<string, Artifact>();
const said: string[] = [];

beforeAll(async () => {
  pipeline = await createSmallPipeline(PIPELINE);
  const folder = join(pipeline.root, 'pipelines/small');
  await stateDictFile(join(folder, 'net.safetensors'), { architecture: 'resnet-18', classes: 3, width: 4 });
  // The order of a plan is that of needs: the exported file must be there first.
  const [exported, others] = [['glyphs', 'network'], pipeline.plan.instances.map(({ name }) => name)];
  for (const name of [...exported, ...others.filter((each) => !exported.includes(each))]) {
    const instance = pipeline.plan.instances.find((each) => each.name === name)!;
    artifacts.set(name, await pipeline.run(instance));
    if (name !== 'network') continue;
    await exportModel({
      root: pipeline.root,
      checkpoint: artifacts.get(name)!.directory,
      output: join(folder, 'net.onnx'),
      statistics: undefined,
      print: (line) => said.push(line),
      signal: new AbortController().signal,
    });
  }
});

const evaluations = (network: string) =>
  Promise.all(
    [...artifacts]
      .filter(([name]) => name.startsWith(`${network}-evaluate`))
      .map(async ([, { directory }]) => {
        const results = await readResults(directory);
        return { facts: results.facts as EvaluationFacts, predictions: await results.predictions() };
      }),
  );

describe('a model in an ONNX file', () => {
  test('is a model also after calibration', () => {
    expect(artifacts.get('model')!.manifest.type).toBe('model');
    expect(artifacts.get('model-calibrate')!.manifest.type).toBe('model');
    expect(artifacts.get('network-calibrate')!.manifest.type).toBe('checkpoint');
  });

  test('is answered as the checkpoint that it was exported from, under every protocol', async () => {
    const [network, model] = [await evaluations('network'), await evaluations('model')];
    expect(model).toHaveLength(3);
    model.forEach(({ predictions, facts }, index) => {
      const wanted = network[index]!;
      predictions.probabilities.forEach((value, at) =>
        expect(value).toBeCloseTo(wanted.predictions.probabilities[at]!, 3),
      );
      expect(tally(predictions).errors).toBe(tally(wanted.predictions).errors);
      expect(facts.network).toEqual({ ...wanted.facts.network, name: 'net.onnx' });
      expect(facts.dataset.classNames).toEqual(['A', 'B', 'C']);
      expect(facts.training).toMatchObject({ strategy: 'imported', imported: { file: 'net.onnx' } });
      expect(facts.engine).toEqual({ name: 'onnxruntime', precision: 'f32' });
    });
  });

  test('has the audit of that checkpoint', async () => {
    const [network, model] = await Promise.all(
      ['network', 'model'].map(async (name) => {
        const { facts } = await readResults(artifacts.get(`${name}-audit`)!.directory);
        return facts as AuditFacts;
      }),
    );
    const errors = ({ cells }: AuditFacts) => cells.map(({ protocol, error }) => [protocol.name, error]);
    expect(errors(model!)).toEqual(errors(network!));
    expect(auditSentence(model!)).toBe(auditSentence(network!));
    expect(model!.labelGain).toEqual(network!.labelGain);
    expect(model!.attribution!.layers.map(({ name }) => name)).toHaveLength(20);
    for (const { fixedFlips } of [network!, model!])
      expect(fixedFlips.map(({ flips }) => flips)).toEqual(fixedFlips.map(() => 0));
  });

  test('is circulated and pseudo-labelled, and reported', async () => {
    for (const name of ['model-circulate', 'model-pseudo-label'])
      expect((await readResults(artifacts.get(name)!.directory)).facts.training.strategy).toBe('imported');
    const report = await readFile(join(artifacts.get('report')!.directory, 'report.md'), 'utf8');
    expect(report).toContain('net.onnx');
  });

  test('is shown by inspect', async () => {
    const { groups } = await inspectArtifact(artifacts.get('model-calibrate')!.directory);
    const shown = new Map(groups.flatMap(({ facts }) => facts));
    expect(shown.get('input')).toBe('32 x 32 x 3, NCHW, RGB');
    expect(shown.get('window')).toBe('24 x 24 of the stored image');
    expect(shown.get('batch norms')).toBe('20, 0 of which normalise with the batch in eval()');
    expect(shown.get('population statistics')).toBe('pooled over central crops');
  });
});
