/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { PipelineView, StageView } from '../pipeline-view.ts';

/** How many stages stand how; says nothing that changes every second, since screen readers read each change. */
export function StatusLine({ view: { stages } }: { view: PipelineView }) {
  const count = (state: StageView['state']) => stages.filter((stage) => stage.state === state).length;
  const told = [
    `${count('current')} of ${stages.length} stages up to date`,
    ...(['running', 'failed', 'stopped', 'outdated'] as const).flatMap((state) =>
      count(state) === 0 ? [] : [`${count(state)} ${state}`],
    ),
    ...(count('missing') === 0 ? [] : [`${count('missing')} not made yet`]),
  ];
  return (
    <p id="status" role="status">
      {told.join(', ')}
    </p>
  );
}

/** What is wrong with the pipeline file now. */
export function Mistakes({ view: { mistakes } }: { view: PipelineView }) {
  return (
    <div id="mistakes" role="alert" hidden={mistakes.length === 0}>
      {mistakes.length === 0 ? null : (
        <>
          <p>The pipeline file cannot be planned any more; the stages are those of before.</p>
          <pre tabIndex={0} aria-label="What is wrong with it">
            {mistakes.join('\n')}
          </pre>
        </>
      )}
    </div>
  );
}
