import type { EngineCandidate } from '@batchmates/engine';
import type { Metric } from '@batchmates/metrics';
import { networkNames } from '@batchmates/model-zoo';
import { describeKind, layerKinds } from '@batchmates/network';
import { pipelineJsonSchema } from '@batchmates/pipeline';
import type { z } from 'zod';
import { optionsTable, type PropertySchema } from './options-table.ts';
import { code, table } from './table.ts';

/** A part that a pipeline names, with options. */
interface NamedPart {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodObject;
}

/** The page of batching strategies, or of test protocols. `use` says how one is written into a pipeline. */
export function partsPage(title: string, use: string, parts: readonly NamedPart[]): string {
  return [
    `# ${title}`,
    '',
    use,
    '',
    table(
      ['name', ''],
      parts.map(({ name, summary }) => [`[${code(name)}](#${name})`, summary]),
    ),
    '',
    ...parts.flatMap(({ name, summary, options }) => [
      `## ${name}`,
      '',
      `${capital(summary)}.`,
      '',
      optionsTable(options),
      '',
    ]),
  ].join('\n');
}

/** The page of metrics. */
export function metricsPage(metrics: readonly Metric[]): string {
  return [
    '# Metrics',
    '',
    'What a report can show besides its own tables: `metrics: [<name>]` of [report/report](stages/report-report.md). A file of your own, `./my-metric.ts`, works as well.',
    '',
    table(
      ['name', 'heading', ''],
      metrics.map(({ name, label, summary }) => [code(name), label, summary]),
    ),
    '',
  ].join('\n');
}

/** The page of layer kinds. */
export function layersPage(): string {
  return [
    '# Layer kinds',
    '',
    'Of what a network is made. The formula of each stands in its file in `packages/network/src/layers`. Every layer has a `name` of its own and reads earlier layers by their names.',
    '',
    ...layerKinds.flatMap((kind) => {
      const { summary, schema } = describeKind(kind);
      return [`## ${kind}`, '', `${capital(summary)}.`, '', optionsTable(schema), ''];
    }),
  ].join('\n');
}

/** The page of networks that are built by name. */
export function networksPage(): string {
  return [
    '# Networks',
    '',
    'What `network:` of [trainer/train](stages/trainer-train.md) may name; any `cifar-resnet-(6n+2)` works. `npx batchmates describe <network>` prints layers, shapes, parameters and FLOPs.',
    '',
    ...networkNames.map((name) => `- ${code(name)}`),
    '',
  ].join('\n');
}

/** The page of engines. */
export function enginesPage(candidates: readonly EngineCandidate[]): string {
  const purposes = [
    ['training', 'trains'],
    ['inference', 'tests'],
    ['model', "tests others' ONNX files"],
  ] as const;
  return [
    '# Engines',
    '',
    'What computes. `engine: auto` takes the first one, in this order, that is there and can do what is asked; `npx batchmates engines` says which are there, why the others are not, and how fast they are.',
    'On a machine with a graphics card of NVIDIA, `tfjs-node-gpu` comes first. [Platforms](../docs/platforms.md) says what there is where.',
    '',
    table(
      ['name', 'what it can do'],
      candidates.map((candidate) => [
        code(candidate.name),
        purposes
          .filter(([purpose]) => (candidate.purposes ?? ['training', 'inference']).includes(purpose))
          .map(([, words]) => words)
          .join(', '),
      ]),
    ),
    '',
  ].join('\n');
}

/** The page of the pipeline file: its keys, and those of a stage in it. */
export function pipelineFilePage(): string {
  const schema = pipelineJsonSchema([], {}) as PropertySchema;
  const stage = schema.properties?.['stages']?.additionalProperties as PropertySchema;
  const rows = ({ properties = {}, required = [] }: PropertySchema) =>
    table(
      ['key', '', ''],
      Object.entries(properties).map(([key, { description = '' }]) => [
        code(key),
        required.includes(key) ? 'required' : '',
        description,
      ]),
    );
  return [
    '# pipeline.yaml',
    '',
    'Other keys are errors. `npx batchmates schema` prints the JSON Schema with which editors complete the file; [Matrices](../docs/matrix.md) explains axes.',
    '',
    '## The file',
    '',
    rows(schema),
    '',
    '## A stage',
    '',
    rows(stage),
    '',
  ].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
