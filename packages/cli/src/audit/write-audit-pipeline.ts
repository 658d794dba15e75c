import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { writeWholeFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { parse } from 'yaml';
import { auditPipelineText, WRITTEN_BY } from './audit-pipeline.ts';
import { auditedModel } from './audited-model.ts';
import { checkedChoice } from './checked-choice.ts';
import type { ModelChoice } from './model-choice.ts';

/** What the pipeline of an audit is written from. */
export interface AuditPipelineRequest {
  readonly model: ModelChoice;
  readonly seed: number;
  readonly words: readonly string[];
  /** The workspace. */
  readonly root: string;
}

/** A pipeline file, and how the images are prepared by it. */
export interface WrittenPipeline {
  readonly file: string;
  /** In pixels. */
  readonly resize: number;
  /** Absent: as the model says. */
  readonly crop: number | undefined;
}

/** So many names stand in the pipeline file itself, more in a file beside it. */
const FEW_CLASSES = 30;

/**
 * Writes `pipelines/audit-<model>/pipeline.yaml`. Throws a `UserError` when an option is missing or wrong, the model cannot be audited, or the file
 * there is somebody else's or another model's.
 */
export async function writeAuditPipeline({
  model: given,
  seed,
  words,
  root,
}: AuditPipelineRequest): Promise<WrittenPipeline> {
  const choice = checkedChoice(given);
  const { path, classes, resize, crop, isGrey } = await auditedModel(choice);
  const name = nameOf(choice.name ?? basename(path, extname(path)));
  const folder = join(root, 'pipelines', name);
  const file = join(folder, 'pipeline.yaml');
  await refuseOthers(file, path);
  await mkdir(folder, { recursive: true });
  const isMany = Array.isArray(classes) && classes.length > FEW_CLASSES;
  const beside = join(folder, 'classes.txt');
  if (isMany) await writeWholeFile(beside, `${classes.join('\n')}\n`);
  const { mean, std, bgr, arrangements, limit, trainingImages, measuredAs, servedAs } = choice;
  const text = auditPipelineText({
    ...{ name, folder, model: path, images: resolve(choice.images), classes: isMany ? beside : classes },
    ...{ side: resize, isGrey },
    importing: {
      resize,
      ...(crop !== undefined && { crop }),
      ...(mean !== undefined && { mean }),
      ...(std !== undefined && { std }),
      ...(bgr === true && { channelOrder: 'BGR' }),
    },
    reference: absolute(choice.reference),
    trainingImages: absolute(trainingImages),
    order: absolute(choice.order),
    auditing: {
      batchSize: choice.batchSize,
      statistics: trainingImages === undefined ? 'running' : 'population',
      trainedOn: choice.composition,
      measuredAs: measuredAs ?? choice.composition,
      servedAs: servedAs ?? 'standard',
      ...(arrangements !== undefined && { arrangements }),
      ...(limit !== undefined && { images: limit }),
      ...(choice.layers === false && { attribution: false }),
      seed,
    },
    words,
  });
  await writeWholeFile(file, text);
  return { file, resize, crop };
}

function nameOf(words: string): string {
  return `audit-${words.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`.slice(0, 100);
}

/** Throws a `UserError` (`audit/name-taken`) for a file that another program or hand wrote, or that audits another model. */
async function refuseOthers(file: string, model: string): Promise<void> {
  if (!existsSync(file)) return;
  const text = await readFile(file, 'utf8');
  const audited = text.includes(WRITTEN_BY) ? auditedIn(text, file) : undefined;
  if (audited === model) return;
  throw new UserError({
    code: 'audit/name-taken',
    what: `pipeline file ${file}`,
    expected: `none, or the audit of ${model}`,
    received: audited === undefined ? 'another pipeline' : `the audit of ${audited}`,
    remedy: 'give this audit a name of its own: --name <name>',
  });
}

/** The model that a pipeline of this command audits. Throws a `UserError` (`audit/broken-pipeline`) when its text is no YAML any more. */
function auditedIn(text: string, file: string): string | undefined {
  const document = parsed(text, file) as { stages?: { model?: { with?: { file?: unknown } } } } | null;
  const model = document?.stages?.model?.with?.file;
  return typeof model === 'string' ? resolve(dirname(file), model) : undefined;
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    // Under the first line, the parser quotes the place.
    const [reason = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new UserError({
      code: 'audit/broken-pipeline',
      what: `pipeline file ${file}`,
      expected: 'YAML, as this command wrote it',
      received: reason.replace(/:$/, ''),
      remedy: 'mend it or remove it, or give this audit a name of its own: --name <name>',
      cause,
    });
  }
}

function absolute(file: string | undefined): string | undefined {
  return file === undefined ? undefined : resolve(file);
}
