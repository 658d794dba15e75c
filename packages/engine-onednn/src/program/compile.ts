import { initialState, optimizerSlots, type CompileOptions } from '@batchmates/engine';
import type { Network } from '@batchmates/network';
import { availableParallelism } from 'node:os';
import type { Dnnl } from '../library/dnnl.ts';
import { ParameterStore } from '../parameters/parameter-store.ts';
import { StatisticsStore } from '../statistics/statistics-store.ts';
import { describeConvolutions, networkParts } from './network-parts.ts';
import { OneDnnProgram } from './onednn-program.ts';

/** Compiles a network; its plans are lowered when they are first needed. Options are checked already. */
export async function compile(dnnl: Dnnl, network: Network, options: CompileOptions): Promise<OneDnnProgram> {
  const { batchSize: batch, precision: type, threads } = options;
  const parts = networkParts(network);
  const chosen = dnnl.useThreads(threads);
  const session = dnnl.session();
  try {
    const convolutions = describeConvolutions(session, parts, {
      ...{ batch, type, propagation: 'forwardTraining' },
    });
    const layouts = [...convolutions].map(([name, { backward }]) => {
      const shape = parts.weightShapeOf(name);
      return [
        `${name}.weight`,
        session.chosen(backward().weights, 'diffWeights', { shape, type: 'f32' }),
      ] as const;
    });
    const program = new OneDnnProgram({
      ...{ dnnl, session, parts, options },
      threads: chosen ? threads : availableParallelism(),
      store: new ParameterStore(dnnl, session, network, new Map(layouts)),
      running: new StatisticsStore(dnnl, session, network),
      slots: optimizerSlots(options.optimizer).map(({ name }) => name),
    });
    await program.writeState(initialState(network, options.seed, options.optimizer));
    return program;
  } catch (error) {
    session.dispose();
    throw error;
  }
}
