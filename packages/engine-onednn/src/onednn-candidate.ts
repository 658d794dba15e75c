import {
  checkInferenceOptions,
  checkTrainingOptions,
  type EngineCandidate,
  type Precision,
  type TrainingEngine,
} from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { Dnnl } from './library/dnnl.ts';
import { findLibrary, findVersion, versionText } from './library/find-library.ts';
import { describeInstructionSet, hasFastBf16 } from './library/instruction-set.ts';
import type { LibraryLocation } from './library/open-library.ts';
import { compileInference, compileTraining } from './program/compile.ts';
import type { OneDnnTraining } from './program/training-program.ts';

/** The oneDNN engine; its training programs show their steps too. */
export interface OneDnnEngine extends TrainingEngine {
  compileTraining(...request: Parameters<TrainingEngine['compileTraining']>): Promise<OneDnnTraining>;
  readonly library: Dnnl;
}

/** oneDNN through its C interface, if a library is found (see `libraryLocations`). */
export const onednnCandidate: EngineCandidate = {
  name: 'onednn',
  probe: async () => {
    const { dnnl, reason } = await findLibrary();
    return dnnl === undefined
      ? { available: false, reason }
      : {
          available: true,
          description: describe(dnnl),
          load: () => Promise.resolve(onednnEngine(dnnl)),
        };
  },
  libraryVersion: findVersion,
};

/** Loads the engine from given places only; throws the reason when none of them holds a usable library. */
export async function loadOneDnn(locations?: readonly LibraryLocation[]): Promise<OneDnnEngine> {
  const { dnnl, reason } = await findLibrary(locations);
  if (dnnl === undefined) {
    throw new UserError({ code: 'onednn/absent', what: 'engine "onednn"', received: reason });
  }
  return onednnEngine(dnnl);
}

function onednnEngine(dnnl: Dnnl): OneDnnEngine {
  const precisions: readonly Precision[] = hasFastBf16(dnnl.instructionSet) ? ['bf16', 'f32'] : ['f32'];
  const engine = { name: 'onednn', description: describe(dnnl), precisions, library: dnnl };
  return {
    ...engine,
    compileInference: async (network, options) => {
      checkInferenceOptions(engine, network, options);
      return compileInference(dnnl, network, options);
    },
    compileTraining: async (network, options) => {
      checkTrainingOptions(engine, network, options);
      return compileTraining(dnnl, network, options);
    },
  };
}

function describe({ version, instructionSet }: Dnnl): string {
  return `oneDNN ${versionText(version)}, ${describeInstructionSet(instructionSet)}`;
}
