import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignLanes, type LaneRequest } from '../src/lanes.ts';

const graph = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.array(fc.nat(), { maxLength: 3 })), { maxLength: 30 })
  .map((rows) =>
    rows.map(([duration, needs], index): LaneRequest => ({
      instance: String(index),
      needs: index === 0 ? [] : [...new Set(needs.map((need) => String(need % index)))],
      duration,
    })),
  );

describe('assignLanes', () => {
  it('gives every job one of the lanes', () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 8 }), (jobs, count) => {
        const lanes = assignLanes(jobs, count);
        expect(lanes).toHaveLength(jobs.length);
        for (const lane of lanes) expect(lane >= 0 && lane < count).toBe(true);
      }),
    );
  });

  it('never takes longer than one job after the other', () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 8 }), (jobs, count) => {
        const lanes = assignLanes(jobs, count);
        const ends = new Map<string, number>();
        const free = Array.from({ length: count }, () => 0);
        jobs.forEach(({ instance, needs, duration }, index) => {
          const start = Math.max(free[lanes[index]!]!, ...needs.map((need) => ends.get(need)!));
          free[lanes[index]!] = start + duration;
          ends.set(instance, start + duration);
        });
        expect(Math.max(0, ...ends.values())).toBeLessThanOrEqual(
          jobs.reduce((sum, { duration }) => sum + duration, 0),
        );
      }),
    );
  });

  it('uses all lanes for independent jobs of one length', () => {
    const jobs = Array.from({ length: 6 }, (_, index) => ({ instance: `${index}`, needs: [], duration: 1 }));
    expect(assignLanes(jobs, 3)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('puts the next stage of two chains behind each its own', () => {
    const chain = (arm: string) => [
      { instance: `train.${arm}`, needs: [], duration: 9 },
      { instance: `test.${arm}`, needs: [`train.${arm}`], duration: 1 },
    ];
    const [a, b] = [chain('a'), chain('b')];
    expect(assignLanes([a[0]!, b[0]!, a[1]!, b[1]!], 2)).toEqual([0, 1, 0, 1]);
  });

  it('leaves lanes that are taken until the others are full', () => {
    const jobs = [{ instance: 'a', needs: [], duration: 1 }];
    expect(assignLanes(jobs, 3, new Set([0, 2]))).toEqual([1]);
  });
});
