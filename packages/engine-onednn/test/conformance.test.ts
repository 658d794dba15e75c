import { describeEngine } from '@batchmates/engine/testing';
import { loadOneDnn, type OneDnnEngine } from '../src/index.ts';
import { bf16Exclusions, bf16Tolerance } from './bf16-tolerance.ts';

let engine: OneDnnEngine | undefined;
const load = async () => (engine ??= await loadOneDnn());
const liveTensors = () => engine?.library.liveObjects() ?? 0;

describeEngine({ name: 'onednn', engine: load, precision: 'f32', threads: 2, liveTensors });
describeEngine({
  ...{ name: 'onednn', engine: load, precision: 'bf16', liveTensors },
  ...{ tolerance: bf16Tolerance, exclusions: bf16Exclusions },
});
