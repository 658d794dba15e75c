import { killJobs, startSlurm } from 'batchmates/testing';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { countOf } from '../train-step/cases.ts';

/** `npm run bench -- job-kills [--kills 20] [--seed 0]`: not a speed but a count. Needs root and Debian's slurm-wlm and munge. */
const suite = defineSuite({
  summary:
    'ends jobs on a Slurm cluster of two nodes at random moments and compares what is made with run-all',
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '0' },
  },
  async run({ values, log }) {
    const kills = countOf('kills', values.kills);
    const seed = Number(values.seed);
    const cluster = await startSlurm();
    try {
      const found = await killJobs({ cluster, kills, seed, log });
      const counts = table(
        ['scancel', 'SIGKILL', 'node lost', 'rounds', 'differences'],
        [[...Object.values(found.kills), found.rounds, found.differences.length].map(String)],
      );
      return { rows: [found], text: [counts, ...found.differences].join('\n'), facts: { kills, seed } };
    } finally {
      await cluster.stop();
    }
  },
});

export default suite;
