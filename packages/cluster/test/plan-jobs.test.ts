import { describe, expect, it } from 'vitest';
import { checkSetResources, parseProfile, planJobs, type KnownJob, type Work } from '../src/index.ts';

const row = (name: string, needs: readonly string[], parts: Partial<Work> = {}): Work => ({
  pipeline: 'p',
  file: 'pipelines/p/pipeline.yaml',
  instance: name,
  name,
  stageName: name.split('.')[0]!,
  uses: `trainer/${name.split('.')[0]!}`,
  needs,
  expect: `digest of ${name}`,
  current: false,
  ...parts,
});

const work = [
  row('data', []),
  row('train.a', ['data']),
  row('train.b', ['data']),
  row('report', ['train.a', 'train.b', 'data']),
];

const plan = (rows: readonly Work[], known: readonly KnownJob[] = [], profile = '') =>
  planJobs({
    work: rows,
    profile: parseProfile(profile, 'cluster.yaml'),
    script: {
      root: '/ws',
      program: 'node_modules/batchmates/bin/batchmates.mjs',
      artifacts: '/ws/artifacts',
    },
    known,
  });

/** What a scheduler lists after a submission: every job waits. */
const queued = (rows: readonly Work[], profile = ''): KnownJob[] =>
  plan(rows, [], profile).jobs.map(({ label }, index) => ({
    id: String(100 + index),
    label,
    state: { kind: 'waiting', reason: 'Dependency' },
  }));

describe('planJobs', () => {
  it('makes one job for each instance, after those that it needs', () => {
    const { jobs } = plan(work);
    expect(jobs.map(({ name }) => name)).toEqual(['p.data', 'p.train.a', 'p.train.b', 'p.report']);
    expect(jobs[3]!.needs).toEqual([
      { kind: 'new', instance: 'train.a' },
      { kind: 'new', instance: 'train.b' },
      { kind: 'new', instance: 'data' },
    ]);
    expect(jobs[1]!.command).toEqual([
      'node_modules/batchmates/bin/batchmates.mjs',
      'run',
      'pipelines/p/pipeline.yaml',
      'train.a',
      '--expect',
      'digest of train.a',
    ]);
  });

  it('runs an instance of another pipeline in its own, where a submission of that one recognises it', () => {
    const other = { pipeline: 'o', file: 'o.yaml', instance: 'data' };
    const foreign = [row('o.data', [], { ...other, expect: 'of data' }), row('train.a', ['o.data'])];
    const { jobs } = plan(foreign);
    expect(jobs[0]).toMatchObject({ instance: 'o.data', name: 'o.data', file: 'o.yaml' });
    expect(jobs[0]!.command.slice(1)).toEqual(['run', 'o.yaml', 'data', '--expect', 'of data']);
    expect(jobs[0]!.log).toBe('.cache/jobs/o/data-%j.log');
    expect(jobs[1]!.needs).toEqual([{ kind: 'new', instance: 'o.data' }]);
    const known = queued(foreign.slice(0, 1));
    expect(plan([row('data', [], { ...other, expect: 'of data' })], known).underWay.get('data')).toBe('100');
  });

  it('leaves out what is current, and waits for none of it', () => {
    const { jobs } = plan(work.map((each) => ({ ...each, current: each.name === 'data' })));
    expect(jobs.map(({ instance, needs }) => [instance, needs.length])).toEqual([
      ['train.a', 0],
      ['train.b', 0],
      ['report', 2],
    ]);
  });

  it('submits nothing twice, also when a part has been done meanwhile', () => {
    const known = queued(work);
    expect(plan(work, known)).toMatchObject({ jobs: [], outdated: [] });
    const later = work.map((each) => ({ ...each, current: each.name === 'data' }));
    const { jobs, underWay } = plan(later, known);
    expect(jobs).toEqual([]);
    expect([...underWay]).toEqual([
      ['train.a', '101'],
      ['train.b', '102'],
      ['report', '103'],
    ]);
  });

  it('submits again what failed and what was cancelled with it, after what still runs', () => {
    const known = queued(work).map((job): KnownJob => {
      if (job.id === '100') return { ...job, state: { kind: 'done', node: 'n1' } };
      if (job.id === '101') return { ...job, state: { kind: 'failed', node: 'n1', reason: 'failed' } };
      if (job.id === '102') return { ...job, state: { kind: 'running', node: 'n2' } };
      return { ...job, state: { kind: 'cancelled', node: '' } };
    });
    const { jobs } = plan(
      work.map((each) => ({ ...each, current: each.name === 'data' })),
      known,
    );
    expect(jobs.map(({ instance, needs }) => [instance, needs])).toEqual([
      ['train.a', []],
      [
        'report',
        [
          { kind: 'new', instance: 'train.a' },
          { kind: 'known', id: '102' },
        ],
      ],
    ]);
  });

  it('knows the jobs of an earlier state: of what changed and of all that needs it', () => {
    const changed = work.map((each) => (each.name === 'train.a' ? { ...each, expect: 'another' } : each));
    const { jobs, underWay, outdated } = plan(changed, queued(work));
    expect(jobs.map(({ instance }) => instance)).toEqual(['train.a', 'report']);
    expect([...underWay.keys()]).toEqual(['data', 'train.b']);
    expect(outdated.map(({ id }) => id)).toEqual(['101', '103']);
  });

  it('lets no more jobs run at once than the profile says, those of an earlier submission among them', () => {
    const { jobs } = plan(work, [], 'jobs: 1');
    expect(jobs.map(({ after, needs }) => after ?? needs[0])).toEqual([
      undefined,
      { kind: 'new', instance: 'data' },
      { kind: 'new', instance: 'train.a' },
      { kind: 'new', instance: 'train.a' },
    ]);
    const first = [work[0]!, work[1]!];
    const rest = plan(work, queued(first, 'jobs: 1'), 'jobs: 1').jobs;
    expect(rest.map(({ instance }) => instance)).toEqual(['train.b', 'report']);
    expect(rest[0]!.after).toEqual({ kind: 'known', id: '101' });
  });

  it('asks for what is set for implementation, stage and instance, the last one first', () => {
    const profile = `
default-resources: { mem_mb: 1000, runtime: 1h }
set-resources:
  trainer/train: { mem_mb: 2000 }
  train: { cpus_per_task: 4 }
  train.b: { mem_mb: 3000 }
`;
    expect(plan(work, [], profile).jobs.map(({ resources }) => resources)).toEqual([
      { mem_mb: 1000, runtime: 60 },
      { mem_mb: 2000, runtime: 60, cpus_per_task: 4 },
      { mem_mb: 3000, runtime: 60, cpus_per_task: 4 },
      { mem_mb: 1000, runtime: 60 },
    ]);
  });
});

describe('checkSetResources', () => {
  it('names what is near a name of nothing', () => {
    const profile = parseProfile('set-resources: { trian: {}, evaluator/audit: {} }', 'cluster.yaml');
    const known = { instances: work, stages: ['trainer/train', 'evaluator/audit'] };
    expect(() => checkSetResources(profile, known)).toThrow(
      /set-resources\.trian .*; did you mean "train"\?$/,
    );
  });
});
