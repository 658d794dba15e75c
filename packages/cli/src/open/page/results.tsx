/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { reportFiles } from '@batchmates/report';
import { addressOf } from '../addresses.ts';
import type { PipelineView } from '../pipeline-view.ts';

/** What there is to look at: the pages of reports, and the playground. */
export function Results({ view: { name, stages, playground } }: { view: PipelineView }) {
  const reports = stages.filter(({ files }) => files.some(({ path }) => path === reportFiles.html));
  return (
    <section id="results" aria-labelledby="results-heading">
      <h2 id="results-heading">Results</h2>
      {reports.length === 0 && playground === undefined ? (
        <p>
          None yet. <code>{`npx batchmates run-all ${name}`}</code> makes them; this page follows it.
        </p>
      ) : (
        <ul class="results">
          {playground === undefined ? null : (
            <li>
              <a href="/playground/">Playground</a>
              {playground.kind === 'artifact' && playground.site.state !== 'current'
                ? ' (of an earlier run)'
                : null}
            </li>
          )}
          {reports.map((stage) => (
            <li>
              <a href={addressOf(stage, reportFiles.html)}>{`Report: ${stage.name}`}</a>
              {stage.state === 'current' ? null : ' (of an earlier run)'}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
