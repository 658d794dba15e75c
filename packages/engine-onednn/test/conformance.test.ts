import { describeEngine } from '@batchmates/engine/testing';
import { loadOneDnn, type OneDnnEngine } from '../src/index.ts';

let engine: OneDnnEngine | undefined;
const load = async () => (engine ??= await loadOneDnn());
const liveTensors = () => engine?.library.liveObjects() ?? 0;

for (const precision of ['f32', 'bf16'] as const) {
  describeEngine({ name: 'onednn', engine: load, precision, liveTensors });
}
describeEngine({ name: 'onednn on two threads', engine: load, precision: 'f32', threads: 2, liveTensors });
