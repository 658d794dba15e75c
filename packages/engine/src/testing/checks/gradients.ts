import { parameterSpecs, type Network } from '@batchmates/network';
import { expect } from 'vitest';
import { slotName } from '../../state-specs.ts';
import { sampleParameters, withTraining, type TrainingConformance } from '../conformance.ts';
import { differentiate } from '../reference/differentiate.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch } from '../sample.ts';
import { conformanceNetworks, titleOf } from '../conformance-networks.ts';
import { expectClose } from '../tolerance.ts';

/**
 * Loss, logits and the gradient of every parameter of every test network, against the float64 reference (whose own
 * gradients are checked with central differences where it is tested).
 */
export function checkGradients(conformance: TrainingConformance): void {
  for (const network of conformanceNetworks) {
    conformance.check(`gradients: ${titleOf(network)}`, () => compareGradients(conformance, network));
  }
}

async function compareGradients(conformance: TrainingConformance, network: Network): Promise<void> {
  const { tolerance } = conformance;
  const batch = sampleBatch(network, 4);
  const state = sampleParameters(network);
  await withTraining(conformance, network, {}, async (program) => {
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
