import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '@batchmates/errors';
import { afterAll, expect, it } from 'vitest';
import { sendLivePage } from '../../src/open/live-page.ts';
import type { PipelineView } from '../../src/open/pipeline-view.ts';

const view = (description: string): PipelineView => ({
  ...{ name: 'toy', description, mistakes: [description], stages: [], playground: undefined, curves: '' },
});

/** What the watch sees, one look after the other. */
const looks: readonly (() => PipelineView)[] = [
  () => view('first'),
  () => {
    throw new UserError({
      code: 'toy/locked',
      what: 'the disk',
      expected: 'one that answers',
      received: 'none',
    });
  },
  () => {
    throw new Error('our own mistake');
  },
  () => view('last'),
];

const ending = new AbortController();
let look = 0;
const server = createServer((_, response) => {
  sendLivePage(response, {
    watch: { look: async () => looks[Math.min(look++, looks.length - 1)]!() },
    signal: ending.signal,
    tellFailure: (error) => (error instanceof UserError ? error.message : 'see the terminal'),
  }).catch(() => response.destroy());
});
afterAll(() => {
  ending.abort();
  server.close();
  server.closeAllConnections();
});

it('goes on after a look that failed, and says why it shows nothing new', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let told = '';
  while (!told.includes('data: ""')) {
    const { value, done } = await reader.read();
    if (done) break;
    told += value;
  }
  await reader.cancel();
  const events = told.matchAll(/^event: (\w+)\ndata: (.*)$/gm);
  expect([...events].map(([, event, data]) => [event, event === 'trouble' ? data : ''])).toEqual([
    ['fragments', ''],
    ['trouble', '"the disk: expected one that answers, received none"'],
    ['trouble', '"see the terminal"'],
    ['fragments', ''],
    ['trouble', '""'],
  ]);
});
