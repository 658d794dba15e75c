import * as tf from '@tensorflow/tfjs-core';
import { loadTfjs } from '../bodies/load-tfjs.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { cifarCases, countOf } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';

/** What a training step asks of TensorFlow's native library. */
interface Row {
  readonly case: string;
  /** Tensors read back, each of which waits for the library. */
  readonly reads: number;
  readonly readValues: number;
  /** Tensors handed over. */
  readonly uploads: number;
  readonly operations: number;
  /** Time of a step, and the part of it outside of the library, in ms. */
  readonly milliseconds: number;
  readonly outside: number;
  readonly imagesPerSecond: number;
}

/** The addon's functions that a step calls. */
interface Binding {
  executeOp(...args: unknown[]): unknown;
  createTensor(...args: unknown[]): unknown;
  tensorDataSync(...args: unknown[]): ArrayLike<number>;
}

/** `npm run bench -- tfjs-step [--steps 10]`: needs the optional engine tfjs-node or tfjs-node-gpu. */
const suite = defineSuite({
  summary:
    'what a training step of cifar-resnet-20 asks of TensorFlow: reads, uploads, operations, time outside of it',
  options: {
    engine: { type: 'string', default: 'tfjs-node' },
    steps: { type: 'string', default: '10' },
  },
  async run({ values }) {
    const steps = countOf('steps', values.steps);
    const engine = await loadTfjs(values.engine);
    const rows: Row[] = [];
    for (const name of ['resnet20-w16', 'resnet20-w64']) {
      const each = cifarCases.find((candidate) => candidate.name === name)!;
      const program = await compileCase(engine, each, { precision: 'f32', threads: 1 });
      const { images, labels } = sampleBatch(each.network, each.batchSize);
      const step = () => program.trainStep(images, labels, 0.1);
      for (let warm = 0; warm < 3; warm++) await step();
      const counted = counting();
      const start = performance.now();
      for (let index = 0; index < steps; index++) await step();
      const milliseconds = (performance.now() - start) / steps;
      const { reads, readValues, uploads, operations, inside } = counted.stop();
      await program.dispose();
      rows.push({
        case: name,
        reads: reads / steps,
        readValues: readValues / steps,
        uploads: uploads / steps,
        operations: operations / steps,
        milliseconds,
        outside: milliseconds - inside / steps,
        imagesPerSecond: (1000 * each.batchSize) / milliseconds,
      });
    }
    const text = table(
      ['case', 'reads', 'values read', 'uploads', 'operations', 'ms', 'ms outside', 'images/s'],
      rows.map((row) => [
        row.case,
        ...[row.reads, row.readValues, row.uploads, row.operations].map((count) => count.toFixed(0)),
        ...[row.milliseconds, row.outside, row.imagesPerSecond].map((value) => value.toFixed(1)),
      ]),
    );
    return { rows, text, facts: { engine: engine.description, steps } };
  },
});

export default suite;

/** Counts calls of the addon, and the ms that pass in them, until it is stopped. */
function counting() {
  const backend = tf.backend() as unknown as { binding: Binding };
  const { binding } = backend;
  const counts = { reads: 0, readValues: 0, uploads: 0, operations: 0, inside: 0 };
  const timed = <Result>(call: () => Result): Result => {
    const start = performance.now();
    const result = call();
    counts.inside += performance.now() - start;
    return result;
  };
  const counted: Binding = {
    executeOp(...args) {
      counts.operations++;
      return timed(() => binding.executeOp(...args));
    },
    createTensor(...args) {
      counts.uploads++;
      return timed(() => binding.createTensor(...args));
    },
    tensorDataSync(...args) {
      counts.reads++;
      const values = timed(() => binding.tensorDataSync(...args));
      counts.readValues += values.length;
      return values;
    },
  };
  // What is not counted is found behind it.
  backend.binding = Object.setPrototypeOf(counted, binding) as Binding;
  return {
    stop() {
      backend.binding = binding;
      return counts;
    },
  };
}
