import { describeEngine } from '@batchmates/engine/testing';
import { describe } from 'vitest';
import { loadOneDnn, type OneDnnEngine } from '../src/index.ts';
import { bf16Exclusions, bf16Tolerance } from './bf16-tolerance.ts';
import { absent, precisions, titled } from './on-this-machine.ts';

let engine: OneDnnEngine | undefined;
const load = async () => (engine ??= await loadOneDnn());
const liveTensors = () => engine?.library.liveObjects() ?? 0;

describe.skipIf(absent)(titled('conformance'), () => {
  describeEngine({ name: 'onednn', engine: load, precision: 'f32', threads: 2, liveTensors });
  // bfloat16 is offered only where the CPU multiplies it itself.
  if (!precisions.includes('bf16')) return;
  describeEngine({
    ...{ name: 'onednn', engine: load, precision: 'bf16', threads: 2, liveTensors },
    ...{ tolerance: bf16Tolerance, exclusions: bf16Exclusions },
  });
});
