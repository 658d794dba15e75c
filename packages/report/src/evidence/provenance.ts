import { originOf, type Artifact, type Origin } from '@batchmates/artifact';
import { keyOf } from '../analysis/key-of.ts';
import { seedsIn, settingsIn, type Settings } from '../analysis/settings.ts';

/** Everything that was chosen on the way to an artifact, sorted by what it decides. */
export interface Provenance {
  /** Of the network: how it was trained, and on which data (`data.…`). */
  readonly training: Settings;
  /** Of the population statistics, where they were pooled after training. */
  readonly calibration: Settings;
  /** Of the test itself. */
  readonly testing: Settings;
  /** Of the data tested on. */
  readonly testData: Settings;
  /** Every seed on the way to the network: runs are paired by it. */
  readonly trainingSeeds: Settings;
  /** Every seed on the way to the artifact. */
  readonly seeds: Settings;
}

/** A stage that changes nothing of a network but the statistics it keeps. */
const CALIBRATION = 'evaluator/calibrate';

/** What the artifact of a test, or of a network, was made from. */
export function provenanceOf(artifact: Artifact): Provenance {
  const own = originOf(artifact);
  const isTest = own.type !== 'checkpoint';
  let network = isTest ? own.inputs['checkpoint']?.[0] : own;
  let calibration: Origin | undefined;
  while (network?.stage === CALIBRATION) {
    calibration ??= network;
    network = network.inputs['checkpoint']?.[0];
  }
  return {
    training: network === undefined ? {} : collect(network, settingsOf),
    calibration:
      calibration === undefined
        ? {}
        : {
            ...settingsIn(calibration.params, 'calibration.'),
            ...otherData(calibration, network, 'calibration data.'),
          },
    testing: isTest ? settingsIn(own.params) : {},
    testData: isTest ? dataOf(own, 'test data.') : {},
    trainingSeeds: network === undefined ? {} : collect(network, seedsOf),
    seeds: collect(own, seedsOf),
  };
}

/** What is picked of one stage on the way. */
type Picker = (origin: Origin, prefix: string) => Settings;

const settingsOf: Picker = ({ stage, params }, prefix) => ({
  [`${prefix}stage`]: stage,
  ...settingsIn(params, prefix),
});

const seedsOf: Picker = ({ params }, prefix) => seedsIn(params, prefix);

/** What is picked of a stage and of everything that it was made from; of a data set under `data.…`. */
function collect(origin: Origin, pick: Picker, prefix = ''): Settings {
  const found: Record<string, unknown> = { ...pick(origin, prefix) };
  for (const [input, origins] of Object.entries(origin.inputs))
    origins.forEach((each, index) => {
      const name = input === 'dataset' ? 'data' : input;
      Object.assign(found, collect(each, pick, `${prefix}${name}${index === 0 ? '' : index}.`));
    });
  return found;
}

/** The data set that a stage read. */
function dataOf({ inputs }: Origin, prefix: string): Settings {
  const [read] = inputs['dataset'] ?? [];
  return read === undefined ? {} : collect(read, settingsOf, prefix);
}

/** The data set that a stage read, if it is not that of `other`. */
function otherData(origin: Origin, other: Origin | undefined, prefix: string): Settings {
  const same = other !== undefined && keyOf(dataOf(origin, '')) === keyOf(dataOf(other, ''));
  return same ? {} : dataOf(origin, prefix);
}
