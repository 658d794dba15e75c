import { loadOneDnn, runStep, type Step } from '@batchmates/engine-onednn';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { countOf, precisionNamed, stepCaseNamed } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';
import { groupOf } from '../train-step/step-group.ts';

/** Time of every primitive of a training step, in its place among the others, as `DNNL_VERBOSE` would show it. */
const suite = defineSuite({
  summary:
    'time of every primitive of a training step: [case] [--precision f32|bf16] [--threads N] [--steps N] [--all]',
  options: {
    precision: { type: 'string', default: 'bf16' },
    threads: { type: 'string', default: '2' },
    steps: { type: 'string', default: '20' },
    all: { type: 'boolean', default: false },
  },
  async run({ values, positionals, log }) {
    const stepCase = stepCaseNamed(positionals[0] ?? 'resnet20-w64');
    const precision = precisionNamed(values.precision);
    const threads = countOf('threads', values.threads);
    const repeats = countOf('steps', values.steps);
    const { network, batchSize } = stepCase;
    const engine = await loadOneDnn();
    const program = await compileCase(engine, stepCase, { precision, threads });
    const { images, labels } = sampleBatch(network, batchSize);
    await program.trainStep(images, labels, 0);
    const { session, steps } = program.training();
    log(`${stepCase.name}, ${precision}, ${threads} threads, ${engine.description}`);
    const best = timeSteps(steps, repeats, (step) => runStep(session, step));
    await program.dispose();
    const rows = steps.map((step, i) => ({
      label: step.label,
      group: groupOf(step),
      name: step.kind === 'primitive' ? step.name : 'JavaScript',
      implementation: step.kind === 'primitive' ? step.implementation : '',
      milliseconds: best[i]!,
    }));
    const facts = { case: stepCase.name, precision, threads, engine: engine.description };
    return { rows, facts, text: describe(rows, values.all) };
  },
});

export default suite;

type Row = Readonly<Record<'label' | 'group' | 'name' | 'implementation', string>> & {
  readonly milliseconds: number;
};

/** Least time of each step over whole passes, so that every step finds the caches as its predecessors leave them. */
function timeSteps(steps: readonly Step[], repeats: number, run: (step: Step) => void): readonly number[] {
  const best = steps.map(() => Infinity);
  for (let repeat = 0; repeat < repeats; repeat++) {
    steps.forEach((step, i) => {
      const start = performance.now();
      run(step);
      best[i] = Math.min(best[i] ?? Infinity, performance.now() - start);
    });
  }
  return best;
}

function describe(rows: readonly Row[], all: boolean): string {
  const total = sum(rows);
  const line = (label: string, part: readonly Row[]) => {
    const time = sum(part);
    return [label, String(part.length), time.toFixed(2), `${((100 * time) / total).toFixed(1)} %`];
  };
  const groups = [...new Set(rows.map(({ group }) => group))];
  const byGroup = table(
    ['part of the step', 'primitives', 'ms', 'share'],
    [
      ...groups
        .map((group) =>
          line(
            group,
            rows.filter((row) => row.group === group),
          ),
        )
        .sort(byTime),
      line('all', rows),
    ],
  );
  if (!all) return byGroup;
  const each = table(
    ['step', 'ms', 'primitive', 'implementation'],
    rows.map((row) => [row.label, row.milliseconds.toFixed(3), row.name, row.implementation]),
  );
  return `${each}\n\n${byGroup}`;
}

function byTime(left: readonly string[], right: readonly string[]): number {
  return Number(right[2]) - Number(left[2]);
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
