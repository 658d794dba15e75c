import { loadavg } from 'node:os';
import type { EngineCandidate } from '@batchmates/engine';
import { allottedCores } from '@batchmates/errors';
import type { CommandContext } from '../command-context.ts';
import { engineCandidates } from '../registry/engines.ts';
import { plainTable } from './plain-table.ts';

/** `batchmates engines`: every engine in the order in which `auto` tries them; the speed of those that are present. */
export async function engines({ print, signal }: CommandContext): Promise<void> {
  const candidates = await engineCandidates();
  const [busy = 0] = loadavg();
  const rows: string[][] = [];
  for (const candidate of candidates) {
    // Measuring takes seconds; what was measured before an interruption is still shown.
    if (signal.aborted) break;
    process.stderr.write(`measuring ${candidate.name}\n`);
    rows.push(...(await measure(candidate, allottedCores())));
  }
  print(plainTable(['engine', 'precision', 'threads', 'training', 'inference', ''], rows, [2, 3, 4]));
  print(
    'GFLOP/s of 3x3 convolutions of width 64 on 36x36 images; auto takes the first engine that is present',
  );
  if (busy > allottedCores() / 2)
    print(
      `other programs were busy (load ${busy.toFixed(1)}): the figures are too low, some more than others`,
    );
  signal.throwIfAborted();
}

async function measure(candidate: EngineCandidate, wanted: number): Promise<string[][]> {
  const { measureThroughput } = await import('@batchmates/engine');
  const probe = await candidate.probe();
  if (!probe.available) return [[candidate.name, '-', '-', '-', '-', `absent: ${probe.reason}`]];
  const rows: string[][] = [];
  const engine = await probe.load();
  for (const precision of engine.precisions) {
    const { training, inference, threads } = await measureThroughput(engine, { precision, threads: wanted });
    rows.push([
      candidate.name,
      precision,
      String(threads),
      training === undefined ? '-' : speed(training),
      speed(inference),
      rows.length === 0 ? probe.description : '',
    ]);
  }
  return rows;
}

function speed(gigaflops: number): string {
  return gigaflops.toFixed(gigaflops < 10 ? 1 : 0);
}
