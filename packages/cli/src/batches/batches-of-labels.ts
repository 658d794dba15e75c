import { UserError, UserErrors } from '@batchmates/errors';
import { choiceSchema, type Choice, type Registry } from '@batchmates/stage';
import type { BatchingStrategy } from '@batchmates/batching';
import { readTable } from '@batchmates/tables';
import { parse } from 'yaml';
import { labelTexts, inOrder } from '../audit/labelled-images.ts';
import { createStrategyRegistry } from '../registry/strategies.ts';
import { planEpochs } from './plan-epochs.ts';
import type { PlannedBatches, PlannedImages } from './planned-batches.ts';

/** Batches of images of which only the classes are known. */
export interface LabelsRequest {
  /** A table with a row for each image: CSV, npz, Arrow or Parquet. */
  readonly labels: string;
  /** Its column of classes. */
  readonly column: string;
  /** The strategy as it stands in a pipeline file: a name, `./my-strategy.ts`, or `{ kind: balanced, samplesPerClass: 2 }`. */
  readonly batching: string;
  readonly batchSize: number | undefined;
  readonly seed: number;
  /** Epochs to plan. */
  readonly epochs: number;
}

/**
 * The batches of a training that is not ours: images are the rows of a table, from 0. Throws a `UserError` for a table without such a column, and
 * for a strategy or options that are none.
 */
export async function batchesOfLabels(request: LabelsRequest): Promise<PlannedBatches> {
  const { labels, column, batching, batchSize, seed, epochs } = request;
  const [strategies, directory] = [createStrategyRegistry(), process.cwd()];
  return planEpochs({
    of: labels,
    images: await readImages(labels, column),
    batching: await chosen(batching, strategies, directory),
    ...{ batchSize, seed, strategies, directory, epochs },
    ...{ stepsPerEpoch: 'batching', trainingEpochs: epochs },
  });
}

/** Labels of a plan are 16 bits wide. */
const MOST_CLASSES = 2 ** 16;

async function readImages(file: string, column: string): Promise<PlannedImages> {
  const names = labelTexts(await readTable(file, (name) => name === column), column);
  const classNames = inOrder(names);
  if (names.length === 0 || classNames.length > MOST_CLASSES) {
    throw new UserError({
      code: 'batches/labels',
      what: `${file}, column ${column}`,
      expected: `1 to ${MOST_CLASSES} classes`,
      received: names.length === 0 ? 'no row' : String(classNames.length),
      remedy: 'name the column of classes: --column <name>',
    });
  }
  const indices = new Map(classNames.map((name, index) => [name, index]));
  return { labels: Uint16Array.from(names, (name) => indices.get(name)!), classNames, id: String };
}

/** The choice that was written, with the strategy's options parsed. */
async function chosen(
  text: string,
  strategies: Registry<BatchingStrategy>,
  directory: string,
): Promise<Choice> {
  const written = choiceSchema.safeParse(parsedYaml(text));
  if (!written.success) {
    throw new UserError({
      code: 'batches/batching',
      what: `option --batching ${text}`,
      expected: 'a strategy as in a pipeline file: balanced, or "{ kind: balanced, samplesPerClass: 2 }"',
    });
  }
  const { kind, ...options } = written.data;
  const parsed = (await strategies.resolve(kind, directory)).options.safeParse(options);
  if (parsed.success) return { ...parsed.data, kind };
  const errors = parsed.error.issues.map(
    ({ path, message }) =>
      new UserError({
        code: 'batches/batching',
        what: ['option --batching', ...path.map(String)].join(', '),
        received: message,
        remedy: 'npx batchmates strategies lists what there is',
      }),
  );
  throw errors.length === 1 ? errors[0]! : new UserErrors(errors);
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
