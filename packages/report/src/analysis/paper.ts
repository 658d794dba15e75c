import type { EvaluationFacts } from '@batchmates/results';
import { match, P } from 'ts-pattern';

/** One experiment of the paper (arXiv 1802.07590) with its published errors in percent. */
export interface PublishedExperiment {
  readonly name: string;
  /** Where the paper prints it. */
  readonly table: string;
  readonly dataset: string;
  readonly trainingImages: number;
  readonly testImages: number;
  readonly classes: number;
  readonly network: string;
  readonly width: number;
  /** Number of the figure with its error curves. */
  readonly curvesFigure: string;
  /** Errors by `<training>/<testing>`, in percent. */
  readonly errors: Readonly<Partial<Record<PublishedCell, number>>>;
}

/** A cell the paper prints: how trained, how tested. */
export type PublishedCell = (typeof publishedCells)[number];

/** The cells of the paper's Tables 2, 3 and 5 in their order. */
export const publishedCells = [
  'standard/standard',
  'balanced/standard',
  'balanced/balanced',
  'balanced/shuffled-balanced',
] as const;

/** Names of the published experiments, as the parameter `paper` takes them. */
export type PublishedName = keyof typeof published;

const cifar = {
  dataset: 'CIFAR-10',
  trainingImages: 50_000,
  testImages: 10_000,
  classes: 10,
  width: 64,
  table: 'Table 2',
  curvesFigure: 'Figure 2',
};
const imagenet = { network: 'ResNet-34', width: 96, curvesFigure: 'Figure 3' };

/** The paper's Tables 2 (CIFAR-10), 3 (ImageNet samples) and 5 (the same, shuffled balanced batches). */
export const published = {
  resnet20: {
    ...cifar,
    name: 'ResNet-20',
    network: 'ResNet-20',
    errors: { 'standard/standard': 4.45, 'balanced/standard': 4.47, 'balanced/balanced': 0.97 },
  },
  resnet44: {
    ...cifar,
    name: 'ResNet-44',
    network: 'ResNet-44',
    errors: { 'standard/standard': 3.89, 'balanced/standard': 3.9, 'balanced/balanced': 0.69 },
  },
  imagenet10: imagenetSample(10, [5.97, 5.9, 1.1, 0.2]),
  imagenet50: imagenetSample(50, [7.3, 7.34, 3.32, 2.04]),
  imagenet100: imagenetSample(100, [10.1, 10.14, 6.74, 5.5]),
} as const satisfies Record<string, PublishedExperiment>;

/** What decides which experiment of the paper stands beside ours. */
export interface PaperSubject {
  /** Name in the model zoo, e.g. `cifar-resnet-20`. */
  readonly network: string;
  readonly classes: number;
}

/** What decides whether an experiment of ours is the paper's own. */
export interface OwnSubject extends PaperSubject {
  /** Description of the data trained on, as ingestion writes it. */
  readonly dataset: string;
}

/** The published experiment nearest to ours, if the paper has one of its kind: the same family and number of classes. */
export function nearestExperiment({ network, classes }: PaperSubject): PublishedExperiment | undefined {
  return match([network, classes] as const)
    .with([P.string.startsWith('imagenet-'), 10], () => published.imagenet10)
    .with([P.string.startsWith('imagenet-'), 50], () => published.imagenet50)
    .with([P.string.startsWith('imagenet-'), 100], () => published.imagenet100)
    .with([P.string.startsWith('cifar-'), 10], () =>
      depthOf(network) >= 32 ? published.resnet44 : published.resnet20,
    )
    .otherwise(() => undefined);
}

/**
 * Whether ours is the paper's experiment: its data set with its own labels and classes, its family of networks and depth. Width and epochs
 * may be others.
 */
export function isOwnExperiment({ network, dataset }: OwnSubject, paper: PublishedExperiment): boolean {
  const source = paper.dataset.includes('ImageNet') ? /^ImageNet\b/ : /^CIFAR-10\b/;
  return source.test(dataset) && isWhole(dataset) && depthOf(network) === depthOf(paper.network);
}

/** Whether a network of the paper's experiment was tested as the paper's was: on test images, with their own labels and classes. */
export function isOwnTest({ dataset }: Pick<EvaluationFacts, 'dataset'>): boolean {
  return dataset.split === 'test' && isWhole(dataset.description);
}

/** Whether a data set is as its source has it: `ingestion/subset`, which chooses images and changes labels, says so in the description. */
function isWhole(description: string): boolean {
  return !/, a subset\b/.test(description);
}

function depthOf(network: string): number {
  return Number(/\d+$/.exec(network)?.[0] ?? 0);
}

function imagenetSample(
  classes: number,
  errors: readonly [number, number, number, number],
): PublishedExperiment {
  return {
    ...imagenet,
    name: `ImageNet, ${classes} classes`,
    table: 'Tables 3 and 5',
    dataset: `${classes} ImageNet classes`,
    trainingImages: 1300 * classes,
    testImages: 50 * classes,
    classes,
    errors: Object.fromEntries(publishedCells.map((cell, index) => [cell, errors[index]])),
  };
}
