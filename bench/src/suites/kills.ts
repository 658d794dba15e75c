import { killRuns, type KilledStage } from 'batchmates/testing';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { countOf } from '../train-step/cases.ts';

const COUNTS = ['kills', 'early', 'halfWritten', 'withinSaves', 'signals', 'finished', 'wentOn'] as const;

/** `npm run bench -- kills [--kills 240] [--signals 24] [--seed 0] [--stages trainer/train,...]`: not a speed but a count. */
const suite = defineSuite({
  summary:
    'kills runs of every stage at random moments and compares what the next runs make with undisturbed ones',
  options: {
    kills: { type: 'string', default: '240' },
    signals: { type: 'string', default: '24' },
    seed: { type: 'string', default: '0' },
    stages: { type: 'string' },
  },
  async run({ values, log }) {
    const kills = countOf('kills', values.kills);
    const signals = countOf('signals', values.signals);
    const seed = Number(values.seed);
    const chosen = values.stages?.split(',');
    const stages = await killRuns({ kills, signals, seed, ...(chosen && { stages: chosen }), log });
    const rows = [...stages, total(stages)];
    const counts = table(
      [
        'stage',
        'kills',
        'early',
        'half-written',
        'within saves',
        'signals',
        'finished',
        'went on',
        'differences',
      ],
      rows.map((row) => [row.stage, ...COUNTS.map((count) => `${row[count]}`), `${row.differences.length}`]),
    );
    const differences = stages.flatMap((each) => each.differences);
    return { rows, text: [counts, ...differences].join('\n'), facts: { kills, signals, seed } };
  },
});

export default suite;

function total(stages: readonly KilledStage[]): KilledStage {
  const sum = (count: (typeof COUNTS)[number]) => stages.reduce((before, each) => before + each[count], 0);
  return {
    stage: 'all',
    kills: sum('kills'),
    early: sum('early'),
    halfWritten: sum('halfWritten'),
    withinSaves: sum('withinSaves'),
    signals: sum('signals'),
    finished: sum('finished'),
    wentOn: sum('wentOn'),
    differences: stages.flatMap(({ differences }) => differences),
  };
}
