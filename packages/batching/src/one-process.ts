import { planError } from './options.ts';

/**
 * Throws a `UserError` (`batching/options`) when `options` of a strategy ask for the share of one process among several: no stage
 * exchanges gradients or statistics with others, so the images of the other shares would be used nowhere.
 */
export function assertOneProcess(options: Readonly<Record<string, unknown>>): void {
  const { world, rank } = options;
  if (typeof world !== 'number' || world <= 1) return;
  throw planError('option world', {
    expected: '1, as a stage is one process and would see nothing of the other shares',
    received: `${world} (rank ${String(rank)})`,
    remedy: 'leave world and rank out; batchmates batches shows the plans of each rank',
  });
}
