import { createInterface } from 'node:readline';
import type { Body, PrepareBody } from './body.ts';

/**
 * The process of one Node contestant: `child.ts <module> <options as JSON>`. Speaks the contestant protocol, one
 * JSON object a line: says `{ ready: facts }` after warming up, answers every `{ milliseconds }` on standard input
 * with `{ items, seconds, peakMegabytes, findings }`, and leaves when standard input closes. Peers in other languages do the same.
 */
const [module, options] = process.argv.slice(2);
const { default: prepare } = (await import(module ?? '')) as { default: PrepareBody<unknown> };
const body = await prepare(JSON.parse(options ?? 'null'));

await round(body, 0);
await round(body, 200);
say({ ready: body.facts ?? {} });
for await (const line of createInterface({ input: process.stdin })) {
  const { milliseconds } = JSON.parse(line) as { milliseconds: number };
  const measured = await round(body, milliseconds);
  say({
    ...measured,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    findings: body.findings?.() ?? {},
  });
}
await body.close?.();

/** Repeats the work for at least `milliseconds`, once at least. */
async function round({ work }: Body, milliseconds: number): Promise<{ items: number; seconds: number }> {
  const start = performance.now();
  let items = 0;
  do items += await work();
  while (performance.now() - start < milliseconds);
  return { items, seconds: (performance.now() - start) / 1000 };
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
