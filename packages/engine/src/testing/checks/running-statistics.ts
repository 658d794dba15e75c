import { batchNorms, type Network } from '@batchmates/network';
import { gradientReader, withTraining, type TrainingConformance } from '../conformance.ts';
import { differentiate } from '../reference/differentiate.ts';
import { at } from '../reference/feature-map.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch, sampleState } from '../sample.ts';
import { ghostNetwork, smallResidualNetwork } from '../conformance-networks.ts';
import { expectClose } from '../tolerance.ts';

/** `running = (1 - momentum) * running + momentum * batch`, with the biased variance; of ghost batch norm, with the means over groups. */
export function checkRunningStatistics(conformance: TrainingConformance): void {
  const follow = (title: string, network: Network) =>
    conformance.check(title, () => compareRunning(conformance, network));
  follow('running statistics follow the batches with the biased variance', smallResidualNetwork);
  follow('running statistics follow the mean of the moments of ghost groups', ghostNetwork(2));
}

async function compareRunning(conformance: TrainingConformance, network: Network): Promise<void> {
  const batch = sampleBatch(network, 4);
  const state = sampleState(network, gradientReader);
  const values = new Map([...state].map(([name, { data }]) => [name, data]));
  const { moments } = differentiate(network, values, batch);
  await withTraining(conformance, network, {}, async (program) => {
    await program.writeState(state);
    await program.trainStep(batch.images, batch.labels, 0.1);
    const after = await program.readState();
    for (const { name, momentum } of batchNorms(network)) {
      for (const [suffix, fresh] of Object.entries({
        running_mean: known(moments, name).mean,
        running_var: known(moments, name).variance,
      })) {
        const key = `${name}.${suffix}`;
        const expected = known(state, key).data.map(
          (old, c) => (1 - momentum) * old + momentum * at(fresh, c),
        );
        expectClose(known(after, key).data, expected, conformance.tolerance, key);
      }
    }
  });
}
