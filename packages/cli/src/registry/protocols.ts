import { invariant } from '@batchmates/errors';
import { createRegistry, type Registry } from '@batchmates/pipeline';
import type { Protocol } from '@batchmates/protocols';

/** Names of the built-in protocols; listing them loads nothing. */
const NAMES = ['standard', 'random', 'balanced', 'shuffled-balanced', 'shuffled-random'] as const;

/** The test protocols that a stage may be asked to use. */
export function createProtocolRegistry(): Registry<Protocol> {
  return createRegistry<Protocol>({
    kind: 'protocol',
    items: Object.fromEntries(NAMES.map((name) => [name, () => load(name)])),
    accepts: isProtocol,
    shape:
      'an object with name, summary, options (a zod object), statistics(), rearrangements() and arrange()',
  });
}

async function load(name: string): Promise<Protocol> {
  const { builtInProtocols } = await import('@batchmates/protocols');
  const protocol = builtInProtocols.find((each) => each.name === name);
  invariant(protocol !== undefined, `no built-in protocol ${name}`);
  return protocol;
}

function isProtocol(value: unknown): value is Protocol {
  const protocol = value as Partial<Protocol> | null | undefined;
  return typeof protocol?.arrange === 'function' && typeof protocol.options?.safeParse === 'function';
}
