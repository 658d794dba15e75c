import { describe, expect, it } from 'vitest';
import { planText } from './toy-stages.ts';

const names = async (text: string): Promise<string[]> =>
  (await planText(text)).instances.map(({ name }) => name);

describe('planPipeline', () => {
  it('orders stages by need, fills in defaults and keeps the file order otherwise', async () => {
    const plan = await planText(`
name: toy
stages:
  test: { uses: toy/test, in: { checkpoint: train, dataset: source } }
  train: { uses: toy/train, in: { dataset: source }, with: { epochs: 3 } }
  source: { uses: toy/source }
`);
    expect(plan.name).toBe('toy');
    expect(plan.instances.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['source', {}],
      ['train', { dataset: ['source'] }],
      ['test', { checkpoint: ['train'], dataset: ['source'] }],
    ]);
    expect(plan.instances[1]?.params).toEqual({
      batching: { kind: 'standard' },
      epochs: 3,
      rate: 0.1,
      nesterov: false,
      schedule: 'cosine',
      optimizer: { kind: 'sgd', momentum: 0.9 },
      tags: [],
    });
  });

  it('fans out by matrix, along with what a stage reads, and gathers where an input takes many', async () => {
    const plan = await planText(`
name: toy
stages:
  source: { uses: toy/source }
  train:
    uses: toy/train
    in: { dataset: source }
    matrix: { batching: [standard, balanced] }
    with: { batching: '\${batching}', epochs: 3 }
  test:
    uses: toy/test
    in: { checkpoint: train, dataset: source }
    matrix: { protocol: [standard, shuffled] }
    with: { protocol: '\${protocol}' }
  report: { uses: toy/report, in: { results: test, checkpoints: [train] } }
`);
    expect(plan.instances.map(({ name }) => name)).toEqual([
      'source',
      'train.standard',
      'train.balanced',
      'test.standard.standard',
      'test.standard.shuffled',
      'test.balanced.standard',
      'test.balanced.shuffled',
      'report',
    ]);
    expect(plan.instances[6]).toMatchObject({
      variant: { batching: 'balanced', protocol: 'shuffled' },
      params: { protocol: 'shuffled' },
      inputs: { checkpoint: ['train.balanced'], dataset: ['source'] },
    });
    expect(plan.instances[7]?.inputs['results']).toHaveLength(4);
    expect(plan.instances[7]?.inputs['checkpoints']).toEqual(['train.standard', 'train.balanced']);
  });

  it('keeps the type of a matrix value, at any depth, and writes it out inside a text', async () => {
    const plan = await planText(`
name: toy
stages:
  source: { uses: toy/source }
  train:
    uses: toy/train
    in: { dataset: source }
    matrix: { epochs: [3, 4], nesterov: [true], momentum: [0.5] }
    with:
      epochs: '\${epochs}'
      nesterov: '\${ nesterov }'
      optimizer: { kind: sgd, momentum: '\${momentum}' }
      tags: ['run-\${epochs}-\${nesterov}', '$\${epochs}']
`);
    const params = plan.instances.slice(1).map((instance) => instance.params);
    expect(params[1]).toMatchObject({
      epochs: 4,
      nesterov: true,
      optimizer: { kind: 'sgd', momentum: 0.5 },
      tags: ['run-4-true', '\${epochs}'],
    });
    expect(plan.instances[1]?.name).toBe('train.3.true.0_5');
  });

  it('joins inputs on the axes they share', async () => {
    const twice = `
name: toy
stages:
  source: { uses: toy/source, matrix: { size: [1, 2] }, with: { size: '\${size}' } }
  train: { uses: toy/train, in: { dataset: source }, matrix: { rate: [0.1, 0.2] }, with: { epochs: 1, rate: '\${rate}' } }
  test: { uses: toy/test, in: { checkpoint: train, dataset: source } }
`;
    const plan = await planText(twice);
    const tests = plan.instances.filter(({ stageName }) => stageName === 'test');
    expect(tests.map(({ name }) => name)).toEqual(['test.1.0_1', 'test.1.0_2', 'test.2.0_1', 'test.2.0_2']);
    expect(tests[3]?.inputs).toEqual({ checkpoint: ['train.2.0_2'], dataset: ['source.2'] });
  });

  it('selects: one instance by name, some by a prefix, some by an axis of the same name', async () => {
    const head = `
name: toy
stages:
  source: { uses: toy/source }
  train: { uses: toy/train, in: { dataset: source }, matrix: { batching: [standard, balanced], seed: [0, 1] }, with: { batching: '\${batching}', epochs: 1, tags: ['\${seed}x'] } }
`;
    expect(
      await names(`${head}  test: { uses: toy/test, in: { checkpoint: train.balanced.1, dataset: source } }`),
    ).toContain('test.balanced.1');
    expect(
      await names(`${head}  test: { uses: toy/test, in: { checkpoint: train.balanced, dataset: source } }`),
    ).toEqual(expect.arrayContaining(['test.balanced.0', 'test.balanced.1']));
    const byAxis =
      await planText(`${head}  test: { uses: toy/test, in: { checkpoint: train, dataset: source } }
  report: { uses: toy/report, in: { results: test }, matrix: { seed: [0, 1] } }`);
    expect(byAxis.instances.find(({ name }) => name === 'report.1')?.inputs['results']).toEqual([
      'test.standard.1',
      'test.balanced.1',
    ]);
  });

  it('completes a choice with the options of what is chosen, whether it is a word, an object or one of a list', async () => {
    const plan = await planText(`
name: toy
stages:
  source: { uses: toy/source }
  train:
    uses: toy/train
    in: { dataset: source }
    matrix: { batching: [standard, balanced] }
    with: { batching: '\${batching}', epochs: 1 }
  more:
    uses: toy/train
    in: { dataset: source }
    matrix: { perClass: [2, 3] }
    with: { batching: { kind: balanced, perClass: '\${perClass}' }, epochs: 1 }
  mix: { uses: toy/mix, with: { strategies: [standard, { kind: balanced }] } }
`);
    expect(
      plan.instances.slice(1).map(({ name, params }) => [name, params['batching'] ?? params['strategies']]),
    ).toEqual([
      ['train.standard', { kind: 'standard' }],
      ['train.balanced', { kind: 'balanced', perClass: 1 }],
      ['more.2', { kind: 'balanced', perClass: 2 }],
      ['more.3', { kind: 'balanced', perClass: 3 }],
      ['mix', [{ kind: 'standard' }, { kind: 'balanced', perClass: 1 }]],
    ]);
  });

  it('takes a third party stage and strategy from files beside the pipeline', async () => {
    const stage = `export default { uses: 'mine', summary: 's', inputs: {}, output: 'dataset', params: { safeParse: (data) => ({ success: true, data }) }, run: async () => {} };`;
    const plan = await planText(
      `
name: toy
stages:
  source: { uses: ./mine.mjs }
  train: { uses: toy/train, in: { dataset: source }, matrix: { batching: [./strategy.mjs] }, with: { batching: '\${batching}', epochs: 1 } }
`,
      {
        'mine.mjs': stage,
        'strategy.mjs': `export default { options: { safeParse: (data) => ({ success: true, data }) } };`,
      },
    );
    expect(plan.instances.map(({ name, uses }) => [name, uses])).toEqual([
      ['source', './mine.mjs'],
      ['train.strategy', 'toy/train'],
    ]);
  });
});
