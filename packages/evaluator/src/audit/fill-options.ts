import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import { resolveChoice, type Choice } from '@batchmates/stage';
import type { EvaluatorServices } from '../session/services.ts';
import { balancedSizes, groupedSizes, type SizeRequest } from './batch-sizes.ts';

/** A protocol with parsed options. */
export interface ConfiguredProtocol {
  readonly protocol: Protocol;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What absent options are chosen by. */
export interface FillRequest extends SizeRequest {
  /** The fixed statistics of the audit. */
  readonly statistics: 'running' | 'population';
}

/** The protocol that a param chose, with options that were checked when the pipeline was planned. */
export async function chosenProtocol(
  choice: Choice,
  { services, pipelineDirectory }: AuditPlace,
  request: FillRequest,
): Promise<ConfiguredProtocol> {
  const { item: protocol, options } = await resolveChoice(services.protocols, choice, pipelineDirectory);
  return { protocol, options: protocol.options.parse(fillOptions(protocol, options, request)) };
}

/** Where protocols are found. */
export interface AuditPlace {
  readonly services: Pick<EvaluatorServices, 'protocols'>;
  readonly pipelineDirectory: string;
}

/** A built-in protocol in batches of the audit's size. */
export function builtInProtocol(protocol: Protocol, request: FillRequest): ConfiguredProtocol {
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
