import { UserErrors } from '@batchmates/errors';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../src/index.ts';

const messages = (text: string): readonly string[] => {
  try {
    parseProfile(text, 'cluster.yaml');
    return [];
  } catch (error) {
    if (error instanceof UserErrors) return error.errors.map(({ message }) => message);
    return [(error as Error).message];
  }
};

describe('a profile', () => {
  it('is read with its defaults', () => {
    expect(parseProfile('', 'cluster.yaml')).toEqual({
      executor: 'slurm',
      retries: 20,
      setup: '',
      'default-resources': {},
      'set-resources': {},
    });
  });

  it.each([
    ['240', 240],
    ['90m', 90],
    ['4h', 240],
    ['1d12h', 2160],
    ['2d1h5m', 2945],
  ])('takes a runtime of %s as %i minutes', (text, minutes) => {
    const { 'default-resources': resources } = parseProfile(
      `default-resources: { runtime: ${text} }`,
      'cluster.yaml',
    );
    expect(resources.runtime).toBe(minutes);
  });

  it.each(['0', '-5', '1.5', 'soon', '4 h', '12h1d', '0m', '""'])('refuses a runtime of %s', (text) => {
    const [message] = messages(`default-resources:\n  runtime: ${text}`);
    expect(message).toMatch(/^cluster\.yaml:2 default-resources\.runtime: /);
  });

  it('names what is near an unknown key, with its line, all at once', () => {
    expect(messages('jobs: 3\ndefault-resources:\n  slurm_partion: gpu\n  mem: 3\nset-up: x\n')).toEqual([
      'cluster.yaml:3 default-resources.slurm_partion is not known here: expected one of slurm_partition, slurm_account, runtime, mem_mb, cpus_per_task, gpus, slurm_extra; did you mean "slurm_partition"?',
      expect.stringMatching(/^cluster\.yaml:4 default-resources\.mem is not known here/),
      expect.stringMatching(/^cluster\.yaml:5 set-up is not known here: .*did you mean "setup"\?$/),
    ]);
  });

  it.each([
    '--output=x',
    '--qos=long --dependency=afterok:3',
    '-J name',
    '-Jname',
    '-o x',
    '-a 1-3',
    '--signal=TERM@3',
    '--qos=long\n--hold',
    'qos=long',
  ])('refuses slurm_extra %j, which a submission sets itself or is no option', (text) => {
    expect(messages(`default-resources: { slurm_extra: ${JSON.stringify(text)} }`)).toHaveLength(1);
  });

  it.each([
    '--qos=long',
    '--constraint=avx512 --exclusive',
    "--gres='gpu:a100:2'",
    '--mail-type=END',
    '-C fast',
    '-q long',
  ])('takes slurm_extra %j', (text) => {
    expect(messages(`default-resources: { slurm_extra: ${JSON.stringify(text)} }`)).toEqual([]);
  });

  it('refuses a partition that would be more options', () => {
    expect(messages('default-resources: { slurm_partition: "a --hold" }')).toHaveLength(1);
  });

  it('says where the YAML is none', () => {
    expect(messages('jobs: 3\nsetup: [')[0]).toMatch(/^cluster\.yaml:\d+: expected YAML/);
  });
});
