import { layerKinds } from '@batchmates/network';
import { beforeAll, describe, expect, test } from 'vitest';
import { serves, type Engine, type Precision, type Purpose } from '../engine.ts';
import { checkArguments } from './checks/arguments.ts';
import { checkDeterminism } from './checks/determinism.ts';
import { checkFrozenBatchNorm } from './checks/frozen-batch-norm.ts';
import { checkGhostBatchNorm } from './checks/ghost-batch-norm.ts';
import { checkGradients } from './checks/gradients.ts';
import { checkInference } from './checks/inference.ts';
import { checkInferenceArguments } from './checks/inference-arguments.ts';
import { checkInferenceInTraining } from './checks/inference-in-training.ts';
import { checkInferenceMemory, checkMemory } from './checks/memory.ts';
import { checkMixedStatistics, checkMixedStatisticsInTraining } from './checks/mixed-statistics.ts';
import { checkOptimizers } from './checks/optimizers.ts';
import { checkRunningStatistics } from './checks/running-statistics.ts';
import { checkState } from './checks/state.ts';
import { conformanceNetworks } from './conformance-networks.ts';
import type { Conformance } from './conformance.ts';
import { toBeAllclose } from './to-be-allclose.ts';
import { defaultTolerance, type Tolerance } from './tolerance.ts';

/** Which engine to examine, and how strictly. */
export interface ConformanceOptions {
  /** Title of the suite, e.g. `tfjs-wasm`. */
  readonly name: string;
  /** Loads the engine. An engine that should be here and is not must throw: the suite fails, it does not skip. */
  readonly engine: () => Promise<Engine>;
  /** `inference` for an engine that cannot train; absent: both parts of the suite. */
  readonly purpose?: Purpose;
  readonly precision: Precision;
  /** Threads of every program compiled; 1 when absent. */
  readonly threads?: number;
  /** Distance allowed from the float64 reference; `defaultTolerance(precision)` when absent. */
  readonly tolerance?: Tolerance;
  /** Number of live tensors or native buffers, when the engine can count them: the suite checks that none leak. */
  readonly liveTensors?: () => number;
  /**
   * The one list of checks that this engine does not pass, title to reason. Each shows as skipped with its reason;
   * a title that no check has is a failure.
   */
  readonly exclusions?: Readonly<Record<string, string>>;
}

/**
 * The conformance suite: declares the tests that every engine must pass, in a `describe` of its own. Call it at
 * the top level of an engine package's test, once per precision.
 */
export function describeEngine(options: ConformanceOptions): void {
  const { name, purpose = 'training', precision, exclusions = {}, threads = 1 } = options;
  describe(`${name} in ${precision}`, () => {
    let engine: Engine | undefined;
    const titles = new Set<string>();
    beforeAll(async () => {
      expect.extend({ toBeAllclose });
      engine = await options.engine();
    });
    const conformance: Conformance = {
      precision,
      threads,
      tolerance: options.tolerance ?? defaultTolerance(precision),
      liveTensors: options.liveTensors,
      engine: () => {
        if (engine === undefined) throw new Error('internal: a check ran before the engine was loaded');
        return engine;
      },
      check(title, body) {
        titles.add(title);
        const reason = exclusions[title];
        if (reason === undefined) test(title, body);
        else test.skip(`${title} [excluded: ${reason}]`, body);
      },
    };
    for (const declare of inferenceChecks) declare(conformance);
    if (purpose === 'training') {
      const trainable = () => {
        const loaded = conformance.engine();
        if (!serves(loaded, 'training')) throw new Error(`engine "${name}" cannot train`);
        return loaded;
      };
      for (const declare of trainingChecks) declare({ ...conformance, engine: trainable });
    }
    test('what the engine can do is examined', () => {
      expect(engine?.compileTraining === undefined ? 'inference' : 'training').toBe(purpose);
    });
    test('every kind of layer is examined', () => {
      const examined = new Set(conformanceNetworks.flatMap(({ layers }) => layers.map(({ kind }) => kind)));
      expect(layerKinds.filter((kind) => !examined.has(kind))).toEqual([]);
    });
    test('every exclusion names a check', () => {
      expect(Object.keys(exclusions).filter((title) => !titles.has(title))).toEqual([]);
    });
  });
}

const inferenceChecks = [checkInference, checkMixedStatistics, checkInferenceArguments, checkInferenceMemory];

const trainingChecks = [
  checkGradients,
  checkInferenceInTraining,
  checkMixedStatisticsInTraining,
  checkRunningStatistics,
  checkGhostBatchNorm,
  checkFrozenBatchNorm,
  checkOptimizers,
  checkState,
  checkDeterminism,
  checkArguments,
  checkMemory,
];
