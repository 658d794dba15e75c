/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { reportFiles } from '@batchmates/report';
import { addressOf } from '../addresses.ts';
import type { PipelineView } from '../pipeline-view.ts';
import { madeSite } from '../playground.ts';

/** What there is to look at: the pages of reports, and the playground. */
export function Results({ view: { name, stages } }: { view: PipelineView }) {
  const reports = stages.filter(({ files }) => files.some(({ path }) => path === reportFiles.html));
  const site = madeSite(stages);
  return (
    <section id="results" aria-labelledby="results-heading">
      <h2 id="results-heading">Results</h2>
      {reports.length === 0 && site === undefined ? (
        <p>
          None yet. <code>{`npx batchmates run-all ${name}`}</code> makes them; this page follows it.
        </p>
      ) : (
        <ul class="results">
          {site === undefined ? null : (
            <li>
              <a href="/playground/">Playground</a>
              {site.state === 'current' ? null : ' (of an earlier run)'}
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
