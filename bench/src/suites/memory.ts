import { availableParallelism } from 'node:os';
import type { Precision } from '@batchmates/engine';
import { loadOneDnn } from '@batchmates/engine-onednn';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { countOf, precisionNamed, stepCaseNamed } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';

/** Resident memory of the training process after so many steps. */
interface Row {
  readonly case: string;
  readonly precision: Precision;
  readonly steps: number;
  readonly residentMegabytes: number;
  /** The most since the process began. */
  readonly peakMegabytes: number;
}

/** Memory of training: whether it stays flat, and below what. */
const suite = defineSuite({
  summary: 'resident memory over many training steps on oneDNN: [case] [--precision f32|bf16] [--steps N]',
  options: {
    precision: { type: 'string', default: 'bf16' },
    steps: { type: 'string', default: '2000' },
  },
  async run({ values, positionals, log }) {
    const stepCase = stepCaseNamed(positionals[0] ?? 'resnet20-w64');
    const { name, network, batchSize } = stepCase;
    const precision = precisionNamed(values.precision);
    const steps = countOf('steps', values.steps);
    const engine = await loadOneDnn();
    const threads = availableParallelism();
    const program = await compileCase(engine, stepCase, { precision, threads });
    const { images, labels } = sampleBatch(network, batchSize);
    const rows: Row[] = [];
    for (let step = 1; step <= steps; step++) {
      await program.trainStep(images, labels, 0.01);
      if (step % Math.ceil(steps / 10) !== 0) continue;
      rows.push({
        case: name,
        precision: program.precision,
        steps: step,
        residentMegabytes: process.memoryUsage.rss() / 2 ** 20,
        peakMegabytes: process.resourceUsage().maxRSS / 2 ** 10,
      });
      log(`${step} of ${steps} steps`);
    }
    await program.dispose();
    return { rows, text: describe(rows), facts: { engine: engine.description, threads } };
  },
});

export default suite;

function describe(rows: readonly Row[]): string {
  return table(
    ['case', 'precision', 'steps', 'resident MB', 'peak MB'],
    rows.map((row) => [
      row.case,
      row.precision,
      String(row.steps),
      row.residentMegabytes.toFixed(0),
      row.peakMegabytes.toFixed(0),
    ]),
  );
}
