/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { ListingPage } from '@batchmates/report';
import type { PipelineView } from '../pipeline-view.ts';
import { Results } from './results.tsx';
import { Mistakes, StatusLine } from './status-line.tsx';
import { UnderWay } from './under-way.tsx';
import { stageId } from './stage-id.ts';
import { StageItem } from './stage-item.tsx';

/** The start page of a pipeline as HTML; names and texts are escaped by construction, only the charts' SVG goes in as markup. */
export function renderStartPage(view: PipelineView): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Page view={view} />)}\n`;
}

/** The parts of the page that change, as HTML by their ids. */
export function renderFragments(view: PipelineView): ReadonlyMap<string, string> {
  return new Map(Object.entries(fragments(view)).map(([id, content]) => [id, renderToStaticMarkup(content)]));
}

function fragments(view: PipelineView): Readonly<Record<string, VNode>> {
  return {
    status: <StatusLine view={view} />,
    mistakes: <Mistakes view={view} />,
    results: <Results view={view} />,
    'under-way': <UnderWay view={view} />,
    curves: <Curves view={view} />,
    ...Object.fromEntries(
      view.stages.map((stage) => [stageId(stage.name), <StageItem id={stageId(stage.name)} stage={stage} />]),
    ),
  };
}

function Page({ view }: { view: PipelineView }) {
  const { name, description, stages } = view;
  const { status, mistakes, results, 'under-way': underWay, curves, ...items } = fragments(view);
  return (
    <ListingPage
      title={`${name} – Batchmates`}
      head={
        <>
          <link rel="stylesheet" href="/page.css" />
          <script type="module" src="/page.mjs" />
        </>
      }
      eyebrow="Batchmates pipeline"
      heading={name}
      description={description}
      skip={{ id: 'stages', text: 'the stages' }}
      status={
        <>
          {status}
          <p id="lost" role="status" hidden>
            No connection: the page shows how things stood. Is <code>batchmates open</code> still running?
          </p>
          <p id="trouble" role="alert" hidden />
        </>
      }
    >
      {mistakes}
      {results}
      {underWay}
      {curves}
      <section aria-labelledby="stages">
        <h2 id="stages" tabIndex={-1}>
          Stages
        </h2>
        <ol class="items">{stages.map((stage) => items[stageId(stage.name)])}</ol>
      </section>
    </ListingPage>
  );
}

function Curves({ view: { curves } }: { view: PipelineView }) {
  return (
    <section id="curves" aria-labelledby="curves-heading" hidden={curves === ''}>
      <h2 id="curves-heading">Curves</h2>
      <div dangerouslySetInnerHTML={{ __html: curves }} />
    </section>
  );
}
