import type { Protocol } from '@batchmates/protocols';
import type { ProtocolFacts } from '@batchmates/results';

/** What results record of a protocol with parsed options, for a data set of `classes` classes. */
export function protocolFacts(
  protocol: Protocol,
  options: Readonly<Record<string, unknown>>,
  { classes }: { readonly classes: number },
): ProtocolFacts {
  return {
    name: protocol.name,
    heading: protocol.heading,
    order: protocol.order,
    options,
    statistics: protocol.statistics(options),
    composition: protocol.composition(options, { classes }),
    shuffles: protocol.shuffles,
    rearrangements: protocol.rearrangements(options),
    decision: protocol.decision?.name ?? null,
  };
}
