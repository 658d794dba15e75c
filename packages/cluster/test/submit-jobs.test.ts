import { describe, expect, it } from 'vitest';
import { parseProfile, planJobs, submitJobs, type Job, type Scheduler } from '../src/index.ts';

/** A scheduler in memory, the second implementation of the interface; refuses the submission numbered `refused`. */
function memoryScheduler(refused?: number) {
  const calls: {
    readonly instance: string;
    readonly needs: readonly string[];
    readonly after: readonly string[];
  }[] = [];
  const cancelled: string[] = [];
  const scheduler: Scheduler = {
    describe: ({ name }) => name,
    check: () => Promise.resolve(),
    submit({ instance }, ids) {
      if (calls.length === refused) return Promise.reject(new Error('refused'));
      calls.push({ instance, ...ids });
      return Promise.resolve(String(calls.length));
    },
    cancel(ids) {
      cancelled.push(...ids);
      return Promise.resolve();
    },
    list: () => Promise.resolve([]),
    cancelCommand: (ids) => `cancel ${ids.join(' ')}`,
  };
  return { scheduler, calls, cancelled };
}

const five: readonly Job[] = planJobs({
  work: ['a', 'b', 'c', 'd', 'e'].map((name, index, names) => ({
    pipeline: 'p',
    file: 'p.yaml',
    instance: name,
    name,
    stageName: name,
    uses: 'trainer/train',
    needs: index === 0 ? [] : [names[index - 1]!],
    expect: name,
    current: false,
  })),
  profile: parseProfile('', 'cluster.yaml'),
  script: { root: '/ws', program: 'batchmates.mjs', artifacts: '/ws/artifacts' },
  known: [],
}).jobs;

const never = new AbortController().signal;

describe('submitJobs', () => {
  it('gives each job the numbers of those that it needs', async () => {
    const { scheduler, calls } = memoryScheduler();
    const submitted = await submitJobs(five, scheduler, never);
    expect(submitted.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
    expect(calls.map(({ needs }) => needs)).toEqual([[], ['1'], ['2'], ['3'], ['4']]);
  });

  it.each([0, 1, 2, 3, 4])('cancels those before when job %i of five is refused', async (refused) => {
    const { scheduler, calls, cancelled } = memoryScheduler(refused);
    await expect(submitJobs(five, scheduler, never)).rejects.toThrow('refused');
    expect(cancelled).toEqual(calls.map((_, index) => String(index + 1)));
    expect(calls).toHaveLength(refused);
  });

  it('cancels a job that was taken without an answer', async () => {
    const { scheduler, cancelled } = memoryScheduler(2);
    const label = five[2]!.label;
    const silent: Scheduler = {
      ...scheduler,
      list: () => Promise.resolve([{ id: '77', label, state: { kind: 'waiting', reason: '' } }]),
    };
    await expect(submitJobs(five, silent, never)).rejects.toThrow('refused');
    expect(cancelled).toEqual(['1', '2', '77']);
  });

  it('names what it could not cancel, and why it had to', async () => {
    const { scheduler } = memoryScheduler(2);
    const stuck: Scheduler = {
      ...scheduler,
      list: () => Promise.reject(new Error('no answer')),
      cancel: () => Promise.reject(new Error('socket timed out')),
    };
    await expect(submitJobs(five, stuck, never)).rejects.toThrow(
      'refused; 2 jobs were submitted before and could not be cancelled: received socket timed out; cancel 1 2 ends them',
    );
  });

  it('submits nothing when the cluster could never run one of them', async () => {
    const { scheduler, calls } = memoryScheduler();
    const checked: string[] = [];
    const checking: Scheduler = {
      ...scheduler,
      check({ instance, resources }) {
        checked.push(instance);
        return resources.mem_mb === undefined ? Promise.resolve() : Promise.reject(new Error('too much'));
      },
    };
    const jobs = five.map((job) => (job.instance === 'd' ? { ...job, resources: { mem_mb: 9 } } : job));
    await expect(submitJobs(jobs, checking, never)).rejects.toThrow('too much');
    expect(calls).toEqual([]);
    // Once for each kind of job.
    expect(checked).toHaveLength(2);
  });

  it('cancels what it submitted when it is interrupted', async () => {
    const { scheduler, calls, cancelled } = memoryScheduler();
    const controller = new AbortController();
    const interrupting: Scheduler = {
      ...scheduler,
      submit(job, ids) {
        if (calls.length === 2) controller.abort(new Error('interrupted'));
        return scheduler.submit(job, ids);
      },
    };
    await expect(submitJobs(five, interrupting, controller.signal)).rejects.toThrow('interrupted');
    expect(cancelled).toEqual(['1', '2', '3']);
  });
});
