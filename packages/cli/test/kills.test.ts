import { beforeAll, describe, expect, it } from 'vitest';
import { killRuns, type KilledStage } from '../src/testing/index.ts';

// The same of every stage, with hundreds: npm run bench -- kills
describe('runs that are stopped at random moments', () => {
  let stages: KilledStage[];

  beforeAll(async () => {
    stages = await killRuns({
      ...{ kills: 8, signals: 2, seed: 0 },
      stages: ['ingestion/glyphs', 'trainer/train', 'evaluator/calibrate'],
    });
  }, 400_000);

  it('are followed by one that makes what an undisturbed run makes, and leaves nothing else', () => {
    expect(stages.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('were as many as asked for', () => {
    const sum = (count: 'kills' | 'signals') => stages.reduce((before, stage) => before + stage[count], 0);
    expect([sum('kills'), sum('signals')]).toEqual([8, 2]);
    expect(stages.map(({ stage }) => stage)).toEqual([
      'ingestion/glyphs',
      'trainer/train',
      'evaluator/calibrate',
    ]);
  });
});
