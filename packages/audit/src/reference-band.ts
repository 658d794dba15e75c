import type { AuditFacts } from '@batchmates/results';
import rows from './reference-band.json' with { type: 'json' };

/** A network of this project, audited with several seeds of training: what label gain and batch cost are usual. */
export interface ReferenceNetwork {
  /** As its ingestion described it. */
  readonly dataset: string;
  readonly network: string;
  readonly width: number;
  readonly epochs: number | null;
  /** In training and in the audit. */
  readonly batchSize: number;
  /** Strategy of the training batches, e.g. `balanced`. */
  readonly training: string;
  readonly engine: string;
  readonly precision: string;
  /** Error points, 0-1, of each seed of training. */
  readonly runs: readonly {
    readonly seed: number | null;
    readonly labelGain: number;
    readonly batchCost: number;
  }[];
  /** What made the numbers. */
  readonly command: string;
}

/** The networks of `reference-band.json`. No threshold lies between them: each audit is read beside those most like it. */
export const referenceBand: readonly ReferenceNetwork[] = rows;

/** Least and greatest of a network's seeds, error points 0-1. */
export function bandOf(
  { runs }: Pick<ReferenceNetwork, 'runs'>,
  number: 'labelGain' | 'batchCost',
): readonly [low: number, high: number] {
  const values = runs.map((run) => run[number]);
  return [Math.min(...values), Math.max(...values)];
}

/**
 * `networks` with one more audit: a further seed of a network that is there (the same seed again takes its place), else a network of its own. Audits
 * without a label gain or batch cost change nothing.
 */
export function withAudit(
  networks: readonly ReferenceNetwork[],
  facts: AuditFacts,
  command: string,
): readonly ReferenceNetwork[] {
  const { dataset, network, training, engine, batchSize, labelGain, batchCost } = facts;
  if (labelGain === null || batchCost === null) return networks;
  const run = {
    seed: training.seed,
    labelGain: labelGain.difference,
    batchCost: batchCost.difference,
  };
  const subject = {
    dataset: dataset.description,
    network: network.name,
    width: network.width,
    epochs: training.epochs,
    batchSize,
    training: training.strategy,
    engine: engine.name,
    precision: engine.precision,
  };
  const isSame = (each: ReferenceNetwork) =>
    Object.entries(subject).every(([key, value]) => each[key as keyof ReferenceNetwork] === value);
  const before = networks.find(isSame);
  const others = networks.filter((each) => each !== before);
  const runs = (before?.runs ?? []).filter(({ seed }) => seed !== run.seed);
  return [...others, { ...subject, runs: [...runs, run], command }];
}
