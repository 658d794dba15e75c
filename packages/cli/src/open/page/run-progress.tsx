/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { LiveBar } from '../../live-runs/live-run.ts';
import { ongoingLine } from '../../progress/progress-line.ts';

/** The bars of a run under way: what is done, how fast, and the time to the end at this rate. */
export function RunProgress({ name, bars }: { name: string; bars: readonly LiveBar[] }) {
  if (bars.length === 0) return <p class="bar">at work</p>;
  return (
    <>
      {bars.map((bar) => (
        <div class="bar">
          <progress aria-label={`${name}: ${bar.label}`} max={Math.max(1, bar.total)} value={bar.done} />
          <p>{ongoingLine(bar)}</p>
        </div>
      ))}
    </>
  );
}
