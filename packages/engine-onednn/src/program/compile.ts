import {
  completeState,
  frozenParameters,
  type ComputeOptions,
  type InferenceOptions,
  type InferenceProgram,
  type TrainingOptions,
} from '@batchmates/engine';
import { batchNorms, parameterSpecs, type Network } from '@batchmates/network';
import { availableParallelism } from 'node:os';
import type { Descriptor, Dnnl, Session } from '../library/dnnl.ts';
import { ruleOf } from '../operations/rule-of.ts';
import { ParameterStore } from '../parameters/parameter-store.ts';
import { StatisticsStore } from '../statistics/statistics-store.ts';
import { inferenceProgram } from './inference-program.ts';
import { networkParts, type NetworkParts } from './network-parts.ts';
import type { ProgramParts } from './program-parts.ts';
import { trainingProgram, type OneDnnTraining } from './training-program.ts';

/** Compiles a network for inference. Options are checked already. */
export function compileInference(dnnl: Dnnl, network: Network, options: InferenceOptions): InferenceProgram {
  const state = completeState(network, undefined, options.state);
  return withSession(dnnl, options, networkParts(network), ({ session, ...given }) => {
    const { store, running } = storesOf(dnnl, session, network, new Map());
    for (const { name } of parameterSpecs(network)) store.write('value', name, state.get(name)!.data);
    for (const { name } of batchNorms(network)) {
      const { mean, variance } = running.vectors(name);
      mean.set(state.get(`${name}.running_mean`)!.data);
      variance.set(state.get(`${name}.running_var`)!.data);
    }
    return inferenceProgram({ ...given, session, store, running });
  });
}

/** Compiles a network for training. Options are checked already. */
export function compileTraining(dnnl: Dnnl, network: Network, options: TrainingOptions): OneDnnTraining {
  const parts = networkParts(network);
  return withSession(dnnl, options, parts, ({ session, ...given }) => {
    const layouts = gradientLayouts(session, parts, options);
    const frozen = frozenParameters(network, options.freezeBatchNorm);
    const stores = storesOf(dnnl, session, network, layouts, frozen);
    return trainingProgram({ ...given, session, ...stores }, options);
  });
}

/** Opens a session for a program; disposes of it when that cannot be made. */
function withSession<Result>(
  dnnl: Dnnl,
  { precision: type, threads: wanted }: ComputeOptions,
  parts: NetworkParts,
  make: (given: Omit<ProgramParts, 'store' | 'running'>) => Result,
): Result {
  const threads = dnnl.useThreads(wanted) ? wanted : availableParallelism();
  const session = dnnl.session();
  try {
    return make({ dnnl, session, parts, type, threads });
  } catch (error) {
    session.dispose();
    throw error;
  }
}

function storesOf(
  dnnl: Dnnl,
  session: Session,
  network: Network,
  layouts: ReadonlyMap<string, Descriptor>,
  frozen: ReadonlySet<string> = new Set(),
): Pick<ProgramParts, 'store' | 'running'> {
  return {
    store: new ParameterStore(dnnl, session, network, { layouts, frozen }),
    running: new StatisticsStore(dnnl, session, network),
  };
}

/** Layouts of the gradients of all parameters that are not row-major, which their masters share. */
function gradientLayouts(
  session: Session,
  { network, shapeOf }: NetworkParts,
  { batchSize, precision: type }: TrainingOptions,
): ReadonlyMap<string, Descriptor> {
  const setting = { session, type, shapeOf: (value: string) => shapeOf(value, batchSize) };
  return new Map(
    network.layers.flatMap((layer) =>
      Object.entries(ruleOf(layer).gradientLayouts?.(setting, layer) ?? {}).map(
        ([suffix, descriptor]) => [`${layer.name}.${suffix}`, descriptor] as const,
      ),
    ),
  );
}
