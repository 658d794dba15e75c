import { UserError } from '@batchmates/errors';
import type { PlannedBatches } from '../batches/planned-batches.ts';
import type { CommandContext } from '../command-context.ts';
import { describePlans } from './describe-plans.ts';

/** What `batchmates batches` is told. */
export interface BatchesArguments extends Pick<CommandContext, 'root' | 'print'> {
  /** The pipeline of a training; not with `labels`. */
  readonly pipeline?: string | undefined;
  readonly instance?: string | undefined;
  /** A table of classes of images; not with `pipeline`. */
  readonly labels?: string | undefined;
  /** Its column of classes; `label` when absent. */
  readonly column?: string | undefined;
  /** Of `labels`: the strategy as in a pipeline file. */
  readonly batching?: string | undefined;
  /** Of `labels`: images in a batch. */
  readonly batchSize?: number | undefined;
  /** Of `labels`; 0 when absent. */
  readonly seed?: number | undefined;
  /** Batches to show. */
  readonly first: number;
  /** Epochs to plan: to compare, and to save. */
  readonly epochs: number;
  /** Where to write the plan: `.npz`, `.csv` or `.arrow`. */
  readonly save?: string | undefined;
  /** Whether `save` replaces a file. */
  readonly force?: boolean;
}

/**
 * `batchmates batches`: the first batches of a training instance, or of images in a table; classes per batch, and how often two images meet again.
 * Saves them for other programs.
 */
export async function batches(request: BatchesArguments): Promise<void> {
  const { first, save, force = false, print } = request;
  const { checkSave, savePlans } = await import('../batches/save-plans.ts');
  if (save !== undefined) checkSave({ file: save, force });
  const planned = await plannedBatches(request);
  const { of, images, batching, batchSize, seed, plans } = planned;
  print(
    `${of}: batching ${batching.kind} in batches of ${batchSize}, seed ${seed}, ${images.labels.length} training images in ${images.classNames.length} classes`,
  );
  // Of a plan that is saved, however long, the first epochs are enough to look at.
  const shown = save === undefined ? plans : plans.slice(0, COMPARED);
  for (const line of await describePlans(shown, { images, first })) print(line);
  if (save !== undefined) print(await savePlans(planned, { file: save, force }));
}

/** Epochs of a saved plan that are compared with each other: counting pairs of batchmates takes far longer than planning. */
const COMPARED = 2;

async function plannedBatches(request: BatchesArguments): Promise<PlannedBatches> {
  const { root, pipeline, instance, epochs, labels, ...others } = request;
  if (labels === undefined) {
    const given = OF_LABELS.filter((name) => request[name] !== undefined);
    if (pipeline !== undefined && given.length === 0)
      return (await import('../batches/batches-of-pipeline.ts')).batchesOfPipeline({
        ...{ root, pipeline, instance, epochs },
      });
    throw new UserError({
      code: 'batches/options',
      what: 'batchmates batches',
      expected:
        pipeline === undefined
          ? 'a pipeline, or --labels <file>'
          : '--column, --batching, --batch-size and --seed only with --labels: a pipeline says them itself',
      received: pipeline === undefined ? 'neither' : `--${dashed(given[0]!)}`,
    });
  }
  const { batching, batchSize, column = 'label', seed = 0 } = others;
  if (pipeline !== undefined || batching === undefined) {
    throw new UserError({
      code: 'batches/options',
      what: `option --labels ${labels}`,
      expected: pipeline === undefined ? '--batching <strategy> with it' : 'no pipeline with it',
      received: pipeline ?? 'none',
      ...(pipeline === undefined && { remedy: 'npx batchmates strategies lists what there is' }),
    });
  }
  const { batchesOfLabels } = await import('../batches/batches-of-labels.ts');
  return batchesOfLabels({ labels, column, batching, batchSize, seed, epochs });
}

const OF_LABELS = ['column', 'batching', 'batchSize', 'seed'] as const;

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
