import { SCHEMA_VERSION, type Evaluation, type Predictions } from '@batchmates/results';

/**
 * An evaluation of the given answers, to test a metric with: `labels` and `predicted` are class indices, `[images]`, and `probabilities` is
 * `[images, classes]`. What is left out is right answers and zeros; facts beyond the names of the classes are those of some network.
 */
export function evaluationOf(
  { labels, predicted, probabilities }: Partial<Pick<Predictions, 'labels' | 'predicted' | 'probabilities'>>,
  classNames: readonly string[],
): Evaluation {
  const answers = predicted ?? labels ?? new Uint16Array();
  return {
    facts: {
      kind: 'evaluation',
      schemaVersion: SCHEMA_VERSION,
      dataset: { description: 'made up', split: 'test', classNames: [...classNames] },
      network: {
        name: 'small',
        parameters: 10,
        width: 4,
        input: { height: 8, width: 8, channels: 3 },
      },
      training: {
        strategy: 'standard',
        batchSize: 10,
        composition: { kind: 'random' },
        epochs: 3,
        seed: 0,
      },
      engine: { name: 'tfjs-wasm', precision: 'f32' },
      seed: 0,
      views: { name: 'center', count: 1 },
      protocol: {
        name: 'standard',
        heading: 'Standard',
        order: 10,
        options: {},
        statistics: 'population',
        composition: { kind: 'single' },
        shuffles: false,
        rearrangements: 1,
        decision: null,
      },
    },
    predictions: {
      ids: Array.from(answers, (_, index) => `test:${index}`),
      labels: labels ?? answers,
      predicted: answers,
      probabilities: probabilities ?? new Float32Array(answers.length * classNames.length),
      classes: classNames.length,
      batches: new Uint32Array(answers.length),
      slots: Uint32Array.from(answers, (_, index) => index),
    },
  };
}
