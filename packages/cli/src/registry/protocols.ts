import { createRegistry, type Registry } from '@batchmates/stage';
import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import { importForeign } from './import-foreign.ts';

/** The test protocols that a stage may be asked to use: the built-in ones, and third parties' modules. */
export function createProtocolRegistry(): Registry<Protocol> {
  return createRegistry<Protocol>({
    kind: 'protocol',
    items: Object.fromEntries(builtInProtocols.map((protocol) => [protocol.name, () => protocol])),
    accepts: isProtocol,
    importForeign,
    shape:
      'an object with name, heading, order, summary, options (a zod object), statistics(), rearrangements(), composition() and arrange()',
  });
}

function isProtocol(value: unknown): value is Protocol {
  const protocol = value as Partial<Protocol> | null | undefined;
  return (
    typeof protocol?.arrange === 'function' &&
    typeof protocol.statistics === 'function' &&
    typeof protocol.rearrangements === 'function' &&
    typeof protocol.composition === 'function' &&
    typeof protocol.heading === 'string' &&
    typeof protocol.order === 'number' &&
    typeof protocol.options?.safeParse === 'function'
  );
}
