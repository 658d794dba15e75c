import type { Precision } from '@batchmates/engine';
import type { Dnnl, Session } from '../library/dnnl.ts';
import type { ParameterStore } from '../parameters/parameter-store.ts';
import type { StatisticsStore } from '../statistics/statistics-store.ts';
import type { NetworkParts } from './network-parts.ts';

/** What a program is made of. */
export interface ProgramParts {
  readonly dnnl: Dnnl;
  /** Owns the native objects of the program. */
  readonly session: Session;
  readonly parts: NetworkParts;
  /** Of activations and their gradients. */
  readonly type: Precision;
  /** Threads it really runs on. */
  readonly threads: number;
  readonly store: ParameterStore;
  /** Running statistics. */
  readonly running: StatisticsStore;
}
