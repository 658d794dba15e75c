import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';
import { openPipeline } from './open-pipeline.ts';

/** Says what it does, then fails or ends as it is told. */
const STAGE = `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export default defineStage({
  uses: 'step',
  summary: 'writes a number',
  inputs: {},
  output: 'numbers',
  params: z.strictObject({ number: z.number().default(1), fails: z.boolean().default(false) }),
  async run({ params, output, progress }) {
    progress.note('weighing <b>all</b> numbers');
    if (params.fails) throw new UserError({ code: 'step/heavy', what: 'number 3', expected: 'a light one', received: 'a heavy one' });
    await writeFile(join(output, 'numbers.json'), JSON.stringify(params.number));
  },
});
`;

const FILE = 'pipelines/steps/pipeline.yaml';
const pipeline = (params: string) => `name: steps\nstages:\n  step: { uses: ./step.ts, with: ${params} }\n`;

let workspace: TemporaryWorkspace;
beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/steps/step.ts', STAGE);
  await workspace.write(FILE, pipeline('{}'));
});

const page = async (address: string): Promise<string> => (await fetch(address)).text();

describe('batchmates open', () => {
  it('prints one line with the address, and ends with Ctrl-C, also while somebody watches', async () => {
    const opened = await openPipeline(workspace, 'steps', '--no-browser');
    expect(opened.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await page(opened.address)).toContain('0 of 1 stages up to date, 1 not made yet');
    const events = await fetch(`${opened.address}events`);
    expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const watching = events.text().catch(() => 'cut off');
    await wait(1500);
    const begin = performance.now();
    const { code, stdout, stderr } = await opened.interrupt();
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: `steps: ${opened.address} (Ctrl-C ends it)\n`,
      stderr: 'batchmates: interrupted; nothing is served any more\n',
    });
    expect(performance.now() - begin).toBeLessThan(3000);
    await watching;
  });

  it('takes the port that it is told', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const taken = await workspace.batchmates(['open', 'steps', '--port', String(port)]);
    expect(taken).toEqual({
      code: 1,
      stdout: '',
      stderr: `batchmates: port ${port}: expected one that is free, received another program uses it; name another one, or leave --port out\n`,
    });
    await new Promise((resolve) => server.close(resolve));
    const opened = await openPipeline(workspace, 'steps', '--port', String(port));
    expect(opened.address).toBe(`http://127.0.0.1:${port}/`);
    await opened.interrupt();
  });

  it.each([
    ['an unknown pipeline', ['step'], /^batchmates: no pipeline "step": .*; did you mean "steps"\?\n$/],
    ['no pipeline', [], /^batchmates: missing required argument 'pipeline'\n/],
    ['a port that is none', ['steps', '--port', '70000'], /expected a whole number from 1 to 65535/],
    ['a port that is no number', ['steps', '--port', 'http'], /expected a whole number from 1 to 65535/],
  ])('answers %s with one line and exit code 1', async (_, args, message) => {
    const { code, stdout, stderr } = await workspace.batchmates(['open', ...args]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  it('says how stages stand, with the log of one that failed', async () => {
    const opened = await openPipeline(workspace, 'steps');
    await workspace.write(FILE, pipeline('{ fails: true }'));
    expect((await workspace.batchmates(['run', 'steps.step'])).code).toBe(1);
    const failed = await page(opened.address);
    expect(failed).toContain('0 of 1 stages up to date, 1 failed');
    const [, log] = /<pre[^>]*>([^]*?)<\/pre>/.exec(/class="item failed"[^]*/.exec(failed)![0])!;
    expect(log).toMatch(
      /^weighing &lt;b>all&lt;\/b> numbers\nbatchmates: .*number 3: expected a light one, received a heavy one/,
    );
    await workspace.write(FILE, pipeline('{ number: 2 }'));
    expect((await workspace.batchmates(['run', 'steps.step'])).code).toBe(0);
    const done = await page(opened.address);
    expect(done).toContain('1 of 1 stages up to date');
    expect(done).not.toContain('weighing');
    expect(await (await fetch(`${opened.address}artifacts/steps/step/numbers.json`)).text()).toBe('2');
    await workspace.write(FILE, pipeline('{ number: 3 }'));
    expect(await page(opened.address)).toMatch(/1 outdated[^]*with\.number: 2 -> 3/);
    await workspace.write(FILE, pipeline('{ nubmer: 3 }'));
    const broken = await page(opened.address);
    expect(broken).toContain('cannot be planned any more');
    expect(broken).toContain('did you mean &quot;number&quot;?');
    await workspace.write(FILE, pipeline('{ number: 2 }'));
    expect(await page(opened.address)).not.toContain('cannot be planned');
    expect((await opened.interrupt()).stderr).not.toContain('defect');
  });
});
