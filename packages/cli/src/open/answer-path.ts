import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlannedInstance } from '@batchmates/pipeline';
import { SITE_PAGE } from '@batchmates/playground';
import { reportFiles } from '@batchmates/report';
import { match, P } from 'ts-pattern';
import { allInstances, homeOf } from '../all-instances.ts';
import { artifactDirectory } from '../artifact-directory.ts';
import { endWith } from './end-with.ts';
import { sendLivePage } from './live-page.ts';
import { pageStyle } from './page/page-style.ts';
import { renderStartPage } from './page/start-page.tsx';
import type { PipelineWatch } from './watch-pipeline.ts';
import type { Playground } from './playground.ts';
import { policies } from './security-headers.ts';
import { sendServed } from './send-served.ts';
import { servedFiles } from './served-artifact.ts';

/** A request for a path, and what can be served. */
export interface PathRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly watch: PipelineWatch;
  readonly playground: Playground;
  /** Aborted when the server ends. */
  readonly signal: AbortSignal;
  /** What to say of a failure; our own mistakes go to the terminal. */
  readonly tellFailure: (error: unknown) => string;
}

const script = readFileSync(new URL('page/page-script.mjs', import.meta.url), 'utf8');

/** Answers a request for a path, given as its decoded names. */
export function answerPath(segments: readonly string[], asked: PathRequest): Promise<void> {
  return (
    match(segments)
      // The playground leads back as it does where it lies in the folder of a site.
      .with([''], ['index.html'], () => startPage(asked))
      .with(['page.css'], async () => send(asked, 'text/css', pageStyle))
      .with(['page.mjs'], async () => send(asked, 'text/javascript', script))
      .with(['events'], () => events(asked))
      .with(['artifacts', P.string, P.string, ...P.array(P.string)], ([, pipeline, instance, ...path]) =>
        artifactFile(asked, { pipeline, instance, path: path.join('/') }),
      )
      .with(['playground'], async () => {
        asked.response.setHeader('Location', '/playground/');
        endWith(asked.response, 308, 'the playground is at /playground/');
      })
      .with(['playground', ...P.array(P.string)], ([, ...path]) => playgroundFile(asked, path.join('/')))
      .otherwise(async () => endWith(asked.response, 404, 'nothing is served here'))
  );
}

async function startPage(asked: PathRequest): Promise<void> {
  const view = await asked.watch.look({ afresh: true });
  asked.response.setHeader('Content-Security-Policy', policies.start);
  send(asked, 'text/html', renderStartPage(view));
}

async function events({ request, response, ...page }: PathRequest): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  if (request.method === 'HEAD') response.end();
  else await sendLivePage(response, page);
}

interface ArtifactFile {
  readonly pipeline: string;
  readonly instance: string;
  readonly path: string;
}

async function artifactFile(asked: PathRequest, { pipeline, instance, path }: ArtifactFile): Promise<void> {
  const { plan, root } = asked.watch;
  const found = allInstances(plan).find(({ name }) => {
    const home = homeOf(plan, name);
    return home.pipeline.name === pipeline && home.instance === instance;
  });
  if (found === undefined) {
    endWith(asked.response, 404, 'nothing is served here');
    return;
  }
  const directory = artifactDirectory(root, plan, found.name);
  const file = found.output === 'site' ? pageOf(path) : path;
  await sendServed(asked, {
    ...{ directory, path: file },
    files: await servedFiles(directory),
    policy: policyOf(found.output, file),
  });
}

/** What a file of an artifact may do: a report's page and the pages of a site run their scripts. */
function policyOf(type: PlannedInstance['output'], path: string): string {
  return match(type)
    .with('report', () => (path === reportFiles.html ? policies.report : policies.file))
    .with('site', () => {
      if (path === SITE_PAGE) return policies.firstPage;
      return path.endsWith(`/${reportFiles.html}`) ? policies.report : policies.playground;
    })
    .otherwise(() => policies.file);
}

async function playgroundFile(asked: PathRequest, path: string): Promise<void> {
  const site = await asked.playground.site();
  if (site === undefined) {
    endWith(asked.response, 404, 'this pipeline has no playground');
    return;
  }
  await sendServed(asked, {
    ...site,
    path: pageOf(site.prefix + path),
    policy: policies.playground,
  });
}

/** The page of a folder of a site that is asked for, or the file itself. */
function pageOf(path: string): string {
  return path === '' || path.endsWith('/') ? path + SITE_PAGE : path;
}

/** `Content-Length` and the rest of a text; HEAD gets its headers. */
function send({ request, response }: PathRequest, type: string, text: string): void {
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(request.method === 'HEAD' ? undefined : text);
}
