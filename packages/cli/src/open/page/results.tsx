/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { ResultLinks, reportFiles, type ResultLink } from '@batchmates/report';
import { addressOf } from '../addresses.ts';
import type { PipelineView, StageView } from '../pipeline-view.ts';

/** What there is to look at: the pages of reports, and the playground. */
export function Results({ view: { name, stages, playground } }: { view: PipelineView }) {
  const reports = stages.filter(({ files }) => files.some(({ path }) => path === reportFiles.html));
  const links: readonly ResultLink[] = [
    ...(playground === undefined
      ? []
      : [
          {
            href: '/playground/',
            text: 'Playground',
            note: playground.kind === 'artifact' ? noteOf(playground.site) : undefined,
          },
        ]),
    ...reports.map((stage) => ({
      href: addressOf(stage, reportFiles.html),
      text: `Report: ${stage.name}`,
      note: noteOf(stage),
    })),
  ];
  return (
    <section id="results" aria-labelledby="results-heading">
      <h2 id="results-heading">Results</h2>
      {links.length === 0 ? (
        <p>
          None yet. <code>{`npx batchmates run-all ${name}`}</code> makes them; this page follows it.
        </p>
      ) : (
        <ResultLinks links={links} />
      )}
    </section>
  );
}

function noteOf({ state }: StageView): string | undefined {
  return state === 'current' ? undefined : '(of an earlier run)';
}
