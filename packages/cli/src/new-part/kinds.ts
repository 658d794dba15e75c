import { createMetricRegistry } from '../registry/metrics.ts';
import { createProtocolRegistry } from '../registry/protocols.ts';
import { createStageRegistry } from '../registry/stages.ts';
import { createStrategyRegistry } from '../registry/strategies.ts';

/** A kind of part that a file of one's own can be. */
export interface PartKind {
  /** What it is called in messages. */
  readonly what: string;
  /** The names of the built-in ones. */
  builtIn(): Promise<readonly string[]>;
  /** The lines of YAML that use the part in `file`, with where they belong. */
  use(file: string, name: string): readonly string[];
}

/** The kinds by the word that `batchmates new` takes; each has a template `new-<kind>.ts` with its test. */
export const PART_KINDS = {
  strategy: {
    what: 'batching strategy',
    builtIn: () => createStrategyRegistry().names(),
    use: (file) => ['under `with:` of a training:', `batching: ./${file}`],
  },
  protocol: {
    what: 'test protocol',
    builtIn: () => createProtocolRegistry().names(),
    use: (file) => ['under `with:` of an evaluation:', `protocol: ./${file}`],
  },
  metric: {
    what: 'metric',
    builtIn: () => createMetricRegistry().names(),
    use: (file) => ['under `with:` of a report:', `metrics: [./${file}]`],
  },
  stage: {
    what: 'stage',
    builtIn: () => createStageRegistry().names(),
    use: (file, name) => [
      'under `stages:`, with the stage that makes the images:',
      `${name}: { uses: ./${file}, in: { dataset: glyphs } }`,
    ],
  },
} as const satisfies Readonly<Record<string, PartKind>>;
