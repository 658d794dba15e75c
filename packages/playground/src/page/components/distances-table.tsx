import type { Distances } from '../../worker/messages.ts';
import { networkTitle } from '../network-title.ts';
import { usePage } from '../site-context.ts';

/** How far the batch's means and variances lie from the population's, layer by layer, for every network. */
export function DistancesTable({ distances }: { distances: Distances | undefined }) {
  const { data } = usePage();
  const most = Math.max(
    Number.EPSILON,
    ...(distances?.networks ?? []).flatMap(({ layers }) =>
      layers.flatMap(({ mean, variance }) => [mean, variance]),
    ),
  );
  const title = 'Through which layer';
  const caption = 'Distance of the batch’s means and variances from the population’s, by layer';
  return (
    <section class="distances" aria-labelledby="distances-title">
      <h2 id="distances-title">{title}</h2>
      <p class="note">
        How far the means and variances of this batch lie from the population’s in every batch norm: the
        difference of means in standard deviations of the population, and the logarithm of the ratio of
        variances, each as the root mean square over channels. 0 is no distance.
      </p>
      {distances === undefined ? (
        <p class="note">Measuring…</p>
      ) : (
        <div class="networks">
          {distances.networks.map(({ name, layers }, index) => {
            const network = data.networks[index]!;
            const called = networkTitle(network);
            const isAlone = network.kind !== 'model' || network.readsBatch === undefined;
            return layers.length === 0 ? (
              <p key={name} class="note">
                {called}: no batch norm{isAlone ? ', so its answers do not depend on the batch' : ''}.
              </p>
            ) : (
              <div key={name} class="scroll" role="region" aria-label={`${caption}: ${called}`} tabIndex={0}>
                <table>
                  <caption>{called}</caption>
                  <thead>
                    <tr>
                      <th scope="col">Batch norm</th>
                      <th scope="col">Means</th>
                      <th scope="col">Variances</th>
                    </tr>
                  </thead>
                  <tbody>
                    {layers.map(({ layer, mean, variance }) => (
                      <tr key={layer}>
                        <th scope="row">{layer}</th>
                        <DistanceCell value={mean} most={most} />
                        <DistanceCell value={variance} most={most} />
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            );
          })}
        </div>
      )}
    </section>
  );
}

function DistanceCell({ value, most }: { value: number; most: number }) {
  return (
    <td>
      <span class="number">{value.toFixed(2)}</span>
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${(100 * value) / most}%` }} />
      </span>
    </td>
  );
}
