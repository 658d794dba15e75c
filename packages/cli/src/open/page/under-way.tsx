/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { ongoingLine } from '../../progress/progress-line.ts';
import type { PipelineView, StageView } from '../pipeline-view.ts';
import { stageId } from './stage-id.ts';

/** The stages that somebody waits for or has to look after, with links to them in the list of all. */
export function UnderWay({ view: { stages } }: { view: PipelineView }) {
  const shown = stages.filter(
    ({ state }) => state === 'running' || state === 'failed' || state === 'stopped',
  );
  return (
    <section id="under-way" aria-labelledby="under-way-heading" hidden={shown.length === 0}>
      <h2 id="under-way-heading">Now</h2>
      <ul class="results">
        {shown.map((stage) => (
          <li>
            <a href={`#${stageId(stage.name)}`}>{stage.name}</a> {tell(stage)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function tell({ state, run }: StageView): string {
  if (state !== 'running') return state;
  const [bar] = run?.bars ?? [];
  return bar === undefined ? 'at work' : ongoingLine(bar);
}
