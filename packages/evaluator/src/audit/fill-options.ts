import { UserError } from '@batchmates/errors';
import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import { resolveChoice, type Choice } from '@batchmates/stage';
import type { EvaluatorServices } from '../session/services.ts';
import { balancedSizes, groupedSizes, type SizeRequest } from './batch-sizes.ts';

/** A protocol with parsed options. */
export interface Way {
  readonly protocol: Protocol;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What absent options are chosen by. */
export interface FillRequest extends SizeRequest {
  /** The fixed statistics of the audit. */
  readonly statistics: 'running' | 'population';
}

/** Which param of which pipeline chose a protocol. */
export interface ChosenAt {
  readonly param: string;
  readonly services: Pick<EvaluatorServices, 'protocols'>;
  readonly directory: string;
}

/**
 * The protocol that a param chose. Throws a `UserError` for an unknown protocol, and `evaluator/protocol-options` for options that it does
 * not have.
 */
export async function chosenWay(
  choice: Choice,
  { param, services, directory }: ChosenAt,
  request: FillRequest,
): Promise<Way> {
  const { item: protocol, options: given } = await resolveChoice(services.protocols, choice, directory);
  const parsed = protocol.options.safeParse(fillOptions(protocol, given, request));
  if (parsed.success) return { protocol, options: parsed.data };
  const names = Object.keys(protocol.options.shape);
  throw new UserError({
    code: 'evaluator/protocol-options',
    what: `with.${param}: options of protocol "${protocol.name}"`,
    expected: names.length === 0 ? 'none' : `of ${names.join(', ')}`,
    received: parsed.error.issues
      .map(({ path, message }) => [...path, message].map(String).join(': '))
      .join('; '),
  });
}

/** A built-in protocol in batches of the audit's size. */
export function builtInWay(protocol: Protocol, request: FillRequest): Way {
  return { protocol, options: protocol.options.parse(fillOptions(protocol, {}, request)) };
}

/** The options that are given and, of a built-in protocol, sizes and statistics that are not. A third party's is what it is given. */
function fillOptions(
  protocol: Protocol,
  given: Readonly<Record<string, unknown>>,
  request: FillRequest,
): Readonly<Record<string, unknown>> {
  if (!builtInProtocols.includes(protocol)) return given;
  const has = (name: string) => Object.hasOwn(protocol.options.shape, name);
  return {
    ...(has('statistics') && { statistics: request.statistics }),
    // Under fixed statistics the size of a batch is a matter of speed alone.
    ...(has('batchSize') && !has('statistics') && { batchSize: request.batchSize }),
    ...(has('samplesPerClass') && balancedSizes(request, given)),
    ...(has('samples') && groupedSizes(request, given)),
    ...given,
  };
}
