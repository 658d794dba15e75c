import { rm, symlink } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';
import { openPipeline, type OpenedPipeline } from './open-pipeline.ts';

/** Leaves files as they are named in its params. */
const STAGE = `
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export default defineStage({
  uses: 'files',
  summary: 'writes <b>files</b>',
  inputs: { before: { type: ['files', 'site', 'report'], optional: true } },
  output: 'files',
  params: z.strictObject({ files: z.record(z.string(), z.string()) }),
  async run({ params, output }) {
    for (const [path, text] of Object.entries(params.files)) {
      await mkdir(dirname(join(output, path)), { recursive: true });
      await writeFile(join(output, path), text);
    }
  },
});
`;

const HOSTILE = `"><img src=x onerror=alert(1)>.txt`;
const PIPELINE = `
name: toy
description: '</p><script>alert(1)</script>'
stages:
  plain:
    uses: ./files.ts
    with:
      files:
        'a.txt': hello
        'sub/b c.json': '{}'
        'page.html': '<script>alert(1)</script>'
        '${HOSTILE}': x
        '%2e%2e': 'y'
        'secret.txt': kept
  site:
    uses: ./site.ts
    in: { before: plain }
    with:
      files:
        'index.html': '<!doctype html><title>site</title>'
        'page.js': 'export {}'
        'engine.wasm': w
        'net.safetensors': s
  whole:
    uses: ./site.ts
    with:
      files:
        'index.html': '<!doctype html><title>first page</title>'
        'report/report.html': '<!doctype html><title>report</title>'
        'playground/index.html': '<!doctype html><title>playground</title>'
  unmade:
    uses: ./files.ts
    with: { files: { 'a.txt': later } }
`;

let opened: OpenedPipeline;
let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('pipelines/toy/pipeline.yaml', PIPELINE);
  await workspace.write('pipelines/toy/files.ts', STAGE);
  await workspace.write('pipelines/toy/site.ts', STAGE.replace("output: 'files'", "output: 'site'"));
  for (const instance of ['plain', 'site', 'whole']) {
    const { code, stderr } = await workspace.batchmates(['run', 'toy', instance]);
    expect(code, stderr).toBe(0);
  }
  // Of the size of the file whose place a link to it takes.
  await workspace.write('outside.txt', 'gone');
  // In the folder, and not of the artifact.
  await workspace.write('artifacts/toy/plain/later.txt', 'later');
  const secret = join(workspace.root, 'artifacts/toy/plain/secret.txt');
  await rm(secret);
  await symlink(join(workspace.root, 'outside.txt'), secret);
  opened = await openPipeline(workspace, 'toy');
});
afterAll(async () => {
  expect((await opened.interrupt()).stderr).toBe('batchmates: interrupted; nothing is served any more\n');
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks for a path as it stands, which `fetch` would tidy up. */
function ask(path: string, { method = 'GET', headers = {} } = {}): Promise<Answer> {
  const { port } = new URL(opened.address);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

describe('what is served', () => {
  it('is the start page, its style sheet and its script, under a strict policy', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    const policy = page.headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).not.toContain('unsafe');
    expect((await ask('/page.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await ask('/page.mjs')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('/?a=../../b')).status).toBe(200);
  });

  it('has names as text, never as markup', async () => {
    const { text } = await ask('/');
    expect(text).not.toMatch(/<script>|<img|<b>/);
    expect(text).toContain('&lt;/p>&lt;script>alert(1)&lt;/script>');
    expect(text).toContain('&lt;img src=x');
    const link = /href="([^"]+onerror[^"]+)"/.exec(text)![1]!;
    expect(await ask(link)).toMatchObject({ status: 200, text: 'x' });
  });

  it('is every file of an artifact, by its type, without the right to run', async () => {
    const json = await ask('/artifacts/toy/plain/sub/b%20c.json');
    expect(json).toMatchObject({ status: 200, text: '{}' });
    expect(json.headers['content-type']).toMatch(/^application\/json/);
    expect((await ask('/artifacts/toy/plain/a.txt')).headers['content-type']).toMatch(/^text\/plain/);
    const page = await ask('/artifacts/toy/plain/page.html');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none';.*sandbox/);
    expect(page.headers['content-security-policy']).not.toContain('script-src');
    expect((await ask('/artifacts/toy/plain/artifact.json')).status).toBe(200);
    expect((await ask('/artifacts/toy/plain/run.json')).status).toBe(200);
    // A file whose name is what others encode.
    expect(await ask('/artifacts/toy/plain/%252e%252e')).toMatchObject({ status: 200, text: 'y' });
  });

  it('is sent in parts where a part is asked for, and not again where it is known', async () => {
    const part = await ask('/artifacts/toy/plain/a.txt', { headers: { range: 'bytes=1-3' } });
    expect(part).toMatchObject({ status: 206, text: 'ell' });
    expect((await ask('/artifacts/toy/plain/a.txt', { headers: { range: 'bytes=99-' } })).status).toBe(416);
    const { headers } = await ask('/artifacts/toy/plain/a.txt');
    expect(
      (await ask('/artifacts/toy/plain/a.txt', { headers: { 'if-none-match': headers.etag! } })).status,
    ).toBe(304);
  });

  it('is the page of a report in a site, and that of a playground, each with the right to run its own scripts alone', async () => {
    const policyOf = async (path: string) => {
      const { status, headers } = await ask(`/artifacts/toy/whole/${path}`);
      expect(status, path).toBe(200);
      return headers['content-security-policy'];
    };
    expect(await policyOf('index.html')).toMatch(/^default-src 'none';.*; sandbox allow-downloads;/);
    expect(await policyOf('report/report.html')).toMatch(/^default-src 'none'; script-src 'sha256-/);
    expect(await policyOf('')).toBe(await policyOf('index.html'));
    expect(await policyOf('playground/')).toBe(await policyOf('playground/index.html'));
    expect(await policyOf('playground/index.html')).toMatch(/script-src 'self' 'wasm-unsafe-eval'/);
  });

  it('answers HEAD with headers alone', async () => {
    for (const path of ['/', '/page.css', '/artifacts/toy/plain/a.txt', '/events'])
      expect(await ask(path, { method: 'HEAD' }), path).toMatchObject({ status: 200, text: '' });
    expect((await ask('/artifacts/toy/plain/a.txt', { method: 'HEAD' })).headers['content-length']).toBe('5');
  });

  it('is the playground that a stage has made', async () => {
    expect((await ask('/')).text).toContain('href="/playground/"');
    expect((await ask('/playground')).headers.location).toBe('/playground/');
    const index = await ask('/playground/');
    expect(index.text).toContain('<title>site</title>');
    expect(index.headers['content-type']).toMatch(/^text\/html/);
    expect(index.headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' blob: data:; style-src 'self'",
    );
    expect((await ask('/playground/engine.wasm')).headers['content-type']).toBe('application/wasm');
    expect((await ask('/playground/page.js')).headers['content-type']).toMatch(/^text\/javascript/);
    expect((await ask('/playground/net.safetensors')).headers['content-type']).toBe(
      'application/octet-stream',
    );
    expect((await ask('/playground/../artifact.json')).status).toBe(400);
  });
});

describe('what is not served', () => {
  it.each([
    '/artifacts/toy/plain/../../../outside.txt',
    '/artifacts/toy/plain/..%2f..%2f..%2foutside.txt',
    '/artifacts/toy/plain/%2e%2e/%2e%2e/%2e%2e/outside.txt',
    '/artifacts/toy/plain/%252e%252e/%252e%252e/outside.txt',
    '/artifacts/toy/plain/..%252f..%252foutside.txt',
    '/artifacts/toy/plain/..\\..\\..\\outside.txt',
    '/artifacts/toy/plain/..%5c..%5coutside.txt',
    '/artifacts/toy/plain/%c0%ae%c0%ae/outside.txt',
    '/artifacts/toy/plain/a.txt%00.png',
    '/artifacts/toy/plain/a.txt/',
    '/artifacts/toy/plain//a.txt',
    '/artifacts/toy/plain/./a.txt',
    '/artifacts/toy/plain/sub',
    '/artifacts/toy/plain/',
    '/artifacts/toy/plain',
    '/artifacts/toy/',
    '/artifacts/toy/plain/A.TXT',
    '/artifacts/toy/plain/later.txt',
    '/artifacts/toy/unmade/a.txt',
    '/artifacts/toy/..%2ftoy%2fplain/a.txt',
    '/artifacts/../package.json',
    '/artifacts/toy/nothing/a.txt',
    '/artifacts/other/plain/a.txt',
    '/playground/nothing.js',
    '//etc/passwd',
    '/etc/passwd',
    '/%2fetc%2fpasswd',
    '/%',
    '/__proto__',
    '/constructor',
    '/artifacts/toy/__proto__/constructor',
    '/page-script.mjs',
    '/.cache/digests.json',
  ])('%s', async (path) => {
    const { status, text, headers } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(text).not.toMatch(/gone|hello|root:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('is a link that leads out of its artifact', async () => {
    expect((await ask('/')).text).toContain('secret.txt');
    const { status, text } = await ask('/artifacts/toy/plain/secret.txt');
    expect([status, text]).toEqual([404, 'nothing is served here\n']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'])('is anything by %s', async (method) => {
    const { status, headers } = await ask('/', { method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example:4711',
    '127.0.0.1@evil',
    '[::1]',
    '0.0.0.0',
  ])('is anything for the host "%s"', async (host) => {
    const { status, text } = await ask('/artifacts/toy/plain/a.txt', { headers: { host } });
    expect(status).toBe(403);
    expect(text).not.toContain('hello');
  });

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:1'])(
    'but it is for %s, as through a tunnel',
    async (host) => {
      expect((await ask('/artifacts/toy/plain/a.txt', { headers: { host } })).text).toBe('hello');
    },
  );

  it.each([
    [
      'an address that names another host in the request itself',
      'GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1',
      400,
    ],
    ['a request without a host', 'GET / HTTP/1.0', 403],
    ['a request for two hosts', 'GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1', 403],
    ['no HTTP at all', 'HELLO', 400],
  ])('is %s', async (_, head, status) => {
    const { port } = new URL(opened.address);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.end(`${head}\r\nConnection: close\r\n\r\n`),
      );
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

it('listens on no other address than 127.0.0.1', async () => {
  const { port } = new URL(opened.address);
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((each) => each !== undefined && each.family === 'IPv4' && !each.internal)
    .map((each) => each!.address);
  for (const host of [...others, '127.0.0.2']) {
    const refused = await new Promise((resolve) => {
      const socket = connect(Number(port), host, () => resolve(false));
      socket.on('error', () => resolve(true));
    });
    expect(refused, host).toBe(true);
  }
});
