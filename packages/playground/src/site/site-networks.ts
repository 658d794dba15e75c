import { encodeSafetensors, populationTensors, trainingFacts, type Checkpoint } from '@batchmates/checkpoint';
import { completeState } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { SiteNetwork } from '../site-data.ts';
import { networkNames } from './network-names.ts';
import { withoutPopulation } from './without-population.ts';

/** A network of a site, and its file. */
export interface WrittenNetwork {
  readonly described: SiteNetwork;
  /** Safetensors: parameters, running and population statistics, no optimizer slots. */
  readonly bytes: Uint8Array;
}

/**
 * Checkpoints as networks of a site with these classes. Throws a `UserError` when one has other classes, or the same in another order, other channels, or no
 * population statistics.
 */
export function siteNetworks(
  checkpoints: readonly Checkpoint[],
  { classes, channels }: { readonly classes: readonly string[]; readonly channels: number },
): WrittenNetwork[] {
  const names = networkNames(checkpoints.map(({ training }) => trainingFacts(training)));
  return checkpoints.map((checkpoint, index) => {
    const { network, crop, normalisation, state, population, training } = checkpoint;
    const name = names[index]!;
    if (JSON.stringify(checkpoint.classNames) !== JSON.stringify(classes)) {
      throw mismatch({
        ...{ name, what: 'classes' },
        ...{ expected: listed(classes), received: listed(checkpoint.classNames) },
      });
    }
    if (network.input.channels !== channels) {
      throw mismatch({
        ...{ name, what: 'channels' },
        ...{ expected: String(channels), received: String(network.input.channels) },
      });
    }
    if (population === undefined) throw withoutPopulation(name);
    const { strategy, batchSize } = trainingFacts(training);
    // The slots of an optimizer are of no use to a page.
    const parameters = completeState(network, undefined, state);
    return {
      described: {
        ...{ name, training: strategy, batchSize, network, crop, normalisation },
        file: `network-${index + 1}.safetensors`,
      },
      bytes: encodeSafetensors({ tensors: new Map([...parameters, ...populationTensors(population)]) }),
    };
  });
}

/** What of a network is not as the data set has it. */
interface Mismatch {
  readonly name: string;
  readonly what: string;
  readonly expected: string;
  readonly received: string;
}

function mismatch({ name, what, expected, received }: Mismatch): UserError {
  return new UserError({
    code: `playground/${what}`,
    what: `network "${name}": ${what}`,
    expected: `those of the data set, ${expected}`,
    received,
    remedy: 'give the data set that it was trained on',
  });
}

/** Names for a message, the first of many. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
