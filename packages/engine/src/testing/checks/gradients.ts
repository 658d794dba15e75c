import { parameterSpecs, type Network } from '@batchmates/network';
import { expect } from 'vitest';
import { slotName } from '../../state-specs.ts';
import { withProgram, type Conformance } from '../conformance.ts';
import { differentiate } from '../reference/differentiate.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch, sampleState } from '../sample.ts';
import { conformanceNetworks, titleOf } from '../test-networks.ts';
import { expectClose } from '../tolerance.ts';
import { gradientReader } from '../conformance.ts';

/**
 * Loss, logits and the gradient of every parameter of every test network, against the float64 reference (whose own
 * gradients are checked with central differences where it is tested).
 */
export function checkGradients(conformance: Conformance): void {
  for (const network of conformanceNetworks) {
    conformance.check(`gradients: ${titleOf(network)}`, () => compareGradients(conformance, network));
  }
}

async function compareGradients(conformance: Conformance, network: Network): Promise<void> {
  const { tolerance } = conformance;
  const batch = sampleBatch(network, 4);
  const state = parametersOnly(network);
  await withProgram(conformance, network, {}, async (program) => {
    await program.writeState(state);
    const { loss, logits } = await program.trainStep(batch.images, batch.labels, 0);
    const values = new Map([...state].map(([name, { data }]) => [name, data]));
    const expected = differentiate(network, values, batch);
    expect(logits).toBeInstanceOf(Float32Array);
    expectClose([loss], [expected.loss], tolerance, 'loss');
    expectClose(logits, expected.logits, tolerance, 'logits');
    const after = await program.readState();
    for (const { name, shape } of parameterSpecs(network)) {
      const velocity = known(after, slotName('velocity', name));
      expect(known(after, name).data, `${name} at learning rate 0`).toEqual(known(state, name).data);
      expectClose(
        velocity,
        { shape, data: known(expected.gradients, name) },
        tolerance,
        `gradient of ${name}`,
      );
    }
  });
}

/** A state in general position, with the velocity still at zero. */
function parametersOnly(network: Network) {
  const state = sampleState(network, gradientReader);
  return new Map([...state].filter(([name]) => !name.startsWith('optimizer.')));
}
