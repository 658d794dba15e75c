import { IMAGES, type Network } from '@batchmates/network';
import { withInference, sampleParameters, type Conformance } from '../conformance.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { expectRefusal } from '../expect-refusal.ts';
import { sampleBatch, sampleMoments } from '../sample.ts';

/** Wrong arguments of inference are `UserError`s with a code. */
export function checkInferenceArguments(conformance: Conformance): void {
  const { check, precision, threads } = conformance;
  check('wrong arguments: compileInference', async () => {
    const compile = (changes: object, of = network) =>
      conformance.engine().compileInference(of, { state, precision, threads, ...changes });
    await expectRefusal('engine/option', () => compile({ threads: 0 }));
    await expectRefusal('engine/state-missing', () => compile({ state: new Map([...state].slice(1)) }));
    await expectRefusal('network/shape', () =>
      compile({}, { ...network, layers: network.layers.slice(0, -1) }),
    );
  });
  check('wrong arguments of inference: images', () =>
    withInference(conformance, network, state, async (program) => {
      const { images } = sampleBatch(network, 4);
      for (const broken of [images.subarray(1), new Float32Array(0)]) {
        await expectRefusal('engine/images', () => program.infer(broken, { kind: 'batch' }));
        await expectRefusal('engine/images', () => program.moments(broken));
      }
    }),
  );
  check('wrong arguments of inference: fixed statistics', () =>
    withInference(conformance, network, state, async (program) => {
      const { images } = sampleBatch(network, 4);
      const moments = sampleMoments(network);
      const [first = ''] = moments.keys();
      const fewer = new Map([...moments].filter(([name]) => name !== first));
      const one = Float32Array.of(1);
      const shorter = new Map([...moments, [first, { mean: one, variance: one }]]);
      for (const wrong of [fewer, shorter]) {
        await expectRefusal('engine/statistics', () =>
          program.infer(images, { kind: 'fixed', moments: wrong }),
        );
      }
    }),
  );
  check('one value per channel has no variance: neither inference under it nor moments', () =>
    withInference(conformance, pixel, sampleParameters(pixel), async (program) => {
      const image = Float32Array.of(1, 2, 3);
      await expectRefusal('engine/one-value', () => program.infer(image, { kind: 'batch' }));
      await expectRefusal('engine/one-value', () => program.moments(image));
      await program.infer(image, { kind: 'running' });
      await program.infer(new Float32Array(6).fill(1), { kind: 'batch' });
    }),
  );
}

/** A network whose only batch norm sees one pixel. */
const pixel: Network = {
  ...network,
  name: 'pixel',
  input: { height: 1, width: 1, channels: 3 },
  layers: [
    { kind: 'batchNorm', name: 'bn', input: IMAGES, epsilon: 1e-5, momentum: 0.1 },
    { kind: 'globalAveragePool', name: 'pool', input: 'bn' },
    { kind: 'dense', name: 'fc', input: 'pool', units: network.classes },
  ],
};

const state = sampleParameters(network);
