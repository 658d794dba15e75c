import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, planningContext } from 'batchmates/testing';
import { parseProfile } from '@batchmates/cluster';
import { UserError, UserErrors } from '@batchmates/errors';
import { planPipeline } from '@batchmates/pipeline';
import { parse, stringify } from 'yaml';

type Mapping = Readonly<Record<string, unknown>>;

/** Stages that pages take for granted: what a part of a pipeline reads and does not show. */
const GIVEN: Readonly<Record<string, Mapping>> = {
  cifar10: { uses: 'ingestion/cifar10' },
  glyphs: { uses: 'ingestion/glyphs' },
  images: { uses: 'ingestion/image-folder', with: { source: 'photos', size: 32 } },
  train: {
    uses: 'trainer/train',
    in: { dataset: 'images' },
    with: { network: 'cifar-resnet-20', batching: 'balanced', epochs: 1 },
  },
  calibrate: { uses: 'evaluator/calibrate', in: { checkpoint: 'train', dataset: 'images' } },
  evaluate: {
    uses: 'evaluator/evaluate',
    in: { checkpoint: 'calibrate', dataset: 'images' },
    with: { protocol: 'standard' },
  },
  'pseudo-label': { uses: 'evaluator/pseudo-label', in: { checkpoint: 'calibrate', dataset: 'images' } },
  circulate: { uses: 'evaluator/circulate', in: { checkpoint: 'calibrate', dataset: 'images' } },
  report: { uses: 'report/report', in: { results: 'evaluate', checkpoints: 'train' } },
  model: {
    uses: 'import/onnx',
    in: { dataset: 'images' },
    with: { file: 'model.onnx', classes: 'classes.txt', resize: 36, crop: 32 },
  },
  audit: {
    uses: 'evaluator/audit',
    in: { checkpoint: 'calibrate', dataset: 'images' },
    with: { batchSize: 10 },
  },
};

/**
 * What is wrong with a sample of YAML, if anything. It is a pipeline, some stages of one, a stage's keys, params of `trainer/train`, or the profile of a cluster; what a part does
 * not show is taken from `GIVEN`. A pipeline must plan.
 */
export async function wrongYaml(text: string): Promise<string | undefined> {
  try {
    const sample = parse(text) as unknown;
    if (!isMapping(sample)) return 'it is no mapping';
    if ('executor' in sample || 'default-resources' in sample) parseProfile(text, 'profile');
    else await plan(wholePipeline(sample));
    return undefined;
  } catch (error) {
    if (error instanceof UserError || error instanceof UserErrors) return error.message;
    if (error instanceof Error && error.name.startsWith('YAML')) return error.message;
    throw error;
  }
}

/** The name of the pipeline that a sample of YAML is; `undefined` when it is none. */
export function pipelineName(text: string): string | undefined {
  return /^name: (\S+)$/m.exec(text)?.[1];
}

function wholePipeline(sample: Mapping): Mapping {
  if ('stages' in sample) return sample;
  const stages = stagesOf(sample);
  return { name: 'sample', stages: withGiven(stages) };
}

function stagesOf(sample: Mapping): Readonly<Record<string, Mapping>> {
  const entries = Object.entries(sample);
  if (entries.every(([, value]) => isMapping(value) && 'uses' in value))
    return sample as Readonly<Record<string, Mapping>>;
  const train = GIVEN['train']!;
  const isEntry = entries.every(([key]) => ['in', 'matrix', 'with'].includes(key));
  const keys = isEntry ? sample : { with: sample };
  const params = { ...(train['with'] as Mapping), ...(keys['with'] as Mapping | undefined) };
  return { train: { ...train, ...keys, with: params } };
}

/** The stages with those that they read, and that these read. */
function withGiven(stages: Readonly<Record<string, Mapping>>): Readonly<Record<string, Mapping>> {
  const read = Object.values(stages)
    .flatMap((stage) => Object.values((stage['in'] as Mapping | undefined) ?? {}).flat())
    .map((name) => String(name).split('.')[0]!)
    .filter((name) => !(name in stages) && name in GIVEN);
  if (read.length === 0) return stages;
  return withGiven({ ...stages, ...Object.fromEntries(read.map((name) => [name, GIVEN[name]!])) });
}

async function plan(pipeline: Mapping): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-'));
  try {
    const file = join(folder, 'pipeline.yaml');
    await writeFile(file, stringify(pipeline));
    await planPipeline(file, planningContext(compose(), folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
