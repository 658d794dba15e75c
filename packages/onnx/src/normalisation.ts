import type { Moments } from '@batchmates/engine';
import { match } from 'ts-pattern';
import type { Graph } from './graph.ts';

/**
 * What the batch norms of an ONNX file normalise with: moments that are constants of the file; or, `by layer`, the moments of
 * the batch in those named in `batch`, whose moments are outputs of the graph, and moments that are inputs of the graph in all others.
 */
export type Normalisation =
  | { readonly kind: 'constant'; readonly moments: Moments }
  | { readonly kind: 'by layer'; readonly batch: readonly string[] };

/** Statistics that are chosen when the graph is run. */
export type NormalisationByLayer = Extract<Normalisation, { kind: 'by layer' }>;

/** Names of the tensors that hold the mean and the variance of a batch norm. */
export function momentNames(batchNorm: string, normalisation: Normalisation) {
  const prefix = match(normalisation)
    .with({ kind: 'constant' }, () => 'running')
    .with({ kind: 'by layer' }, () => (takesBatch(batchNorm, normalisation) ? 'batch' : 'given'))
    .exhaustive();
  return { mean: `${batchNorm}.${prefix}_mean`, variance: `${batchNorm}.${prefix}_var` } as const;
}

/** Whether a batch norm normalises with the moments of the batch. */
export function takesBatch(batchNorm: string, normalisation: Normalisation): boolean {
  return normalisation.kind === 'by layer' && normalisation.batch.includes(batchNorm);
}

/** Declares the moments of a batch norm as outputs of the graph where they are the batch's, else as inputs. */
export function openMoments(
  graph: Graph,
  batchNorm: string,
  channels: number,
  normalisation: NormalisationByLayer,
): void {
  for (const name of Object.values(momentNames(batchNorm, normalisation))) {
    if (takesBatch(batchNorm, normalisation)) graph.output(name, [channels]);
    else graph.input(name, [channels]);
  }
}
