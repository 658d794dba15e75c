import { originOf, type Artifact, type Origin } from '@batchmates/artifact';
import { classifierTypes } from '@batchmates/classifier';
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
  /** Identity of the data tested on, if any. */
  readonly testDataset: string | undefined;
  /** Seeds, by what they decide. */
  readonly seeds: {
    readonly training: Settings;
    readonly calibration: Settings;
    readonly testData: Settings;
  };
}

/** A stage that changes nothing of a network but the statistics it keeps. */
const CALIBRATION = 'evaluator/calibrate';

/** Types of artifacts that are networks. */
const NETWORKS: readonly string[] = classifierTypes;

const DATASETS = ['dataset'];

/** What the artifact of a test, or of a network, was made from. Inputs are known by their types: stages name them as they like. */
export function provenanceOf(artifact: Artifact): Provenance {
  const own = originOf(artifact);
  const isTest = !NETWORKS.includes(own.type);
  let network = isTest ? inputOf(own, NETWORKS) : own;
  let calibration: Origin | undefined;
  while (network?.stage === CALIBRATION) {
    calibration ??= network;
    network = inputOf(network, NETWORKS);
  }
  const data = trainingData(network);
  const tested = isTest ? inputOf(own, DATASETS) : undefined;
  return {
    training: network === undefined ? {} : collect(network, settingsOf),
    calibration:
      calibration === undefined
        ? {}
        : {
            ...settingsIn(calibration.params, 'calibration.'),
            ...otherData(inputOf(calibration, DATASETS), data),
          },
    testing: isTest ? settingsIn(own.params) : {},
    testData: tested === undefined ? {} : collect(tested, settingsOf, 'test data.'),
    testDataset: isTest ? datasetOf(artifact) : undefined,
    seeds: {
      training: network === undefined ? {} : collect(network, seedsOf),
      calibration: calibration === undefined ? {} : seedsIn(calibration.params),
      testData: tested === undefined ? {} : collect(tested, seedsOf),
    },
  };
}

/** The first input of one of some types. */
function inputOf({ inputs }: Origin, types: readonly string[]): Origin | undefined {
  return Object.values(inputs)
    .flat()
    .find(({ type }) => types.includes(type));
}

/** The identity of the first data set that an artifact was made from. */
function datasetOf({ manifest: { inputs, ancestors } }: Artifact): string | undefined {
  return Object.values(inputs)
    .flat()
    .find((identity) => ancestors[identity]?.type === 'dataset');
}

/** The data that a network was trained on, also where other stages have worked on it since. */
function trainingData(network: Origin | undefined): Origin | undefined {
  if (network === undefined) return undefined;
  return inputOf(network, DATASETS) ?? trainingData(inputOf(network, NETWORKS));
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
      const name = each.type === 'dataset' ? 'data' : input;
      Object.assign(found, collect(each, pick, `${prefix}${name}${index === 0 ? '' : index}.`));
    });
  return found;
}

/** The data that statistics were pooled over, if they are not those of training. */
function otherData(pooled: Origin | undefined, data: Origin | undefined): Settings {
  if (pooled === undefined || (data !== undefined && keyOf(pooled) === keyOf(data))) return {};
  return collect(pooled, settingsOf, 'calibration data.');
}
