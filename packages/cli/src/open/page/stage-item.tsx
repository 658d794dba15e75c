/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { addressOf } from '../addresses.ts';
import type { StageView } from '../pipeline-view.ts';
import { RunProgress } from './run-progress.tsx';

/** What a state is called, with a sign that tells it without colour. */
const STATES: Readonly<Record<StageView['state'], readonly [sign: string, word: string]>> = {
  running: ['▶', 'running'],
  failed: ['✗', 'failed'],
  stopped: ['■', 'stopped'],
  current: ['✓', 'up to date'],
  outdated: ['↻', 'outdated'],
  missing: ['○', 'not made yet'],
};

/** Files listed at most: an artifact may have thousands. */
const MOST = 100;

/** An instance of the plan: how it stands, how far its run is, its files and its log. */
export function StageItem({ id, stage }: { id: string; stage: StageView }) {
  const { name, uses, summary, state, reasons, run } = stage;
  const [sign, word] = STATES[state];
  return (
    <li id={id} class={`stage ${state}`}>
      <h3>
        {name}{' '}
        <span class="state">
          <span aria-hidden="true">{sign}</span> {word}
        </span>
      </h3>
      <p class="what">
        <code>{uses}</code> {summary}
      </p>
      {state === 'running' && run !== undefined ? <RunProgress name={name} bars={run.bars} /> : null}
      {state === 'current' || state === 'missing' || state === 'running' ? null : (
        <Reasons reasons={reasons} />
      )}
      <Log stage={stage} />
      <Files stage={stage} />
    </li>
  );
}

function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li>{reason}</li>
      ))}
    </ul>
  );
}

/** What a run under way has noted; of one that did not succeed also why, opened. */
function Log({ stage: { name, run, state } }: { stage: StageView }) {
  if (run === undefined || state === 'current') return null;
  const end = run.state === 'vanished' ? ['its process has ended without a word, as a killed one does'] : [];
  const lines = [...run.notes, ...(run.failure === '' ? [] : [run.failure]), ...end];
  if (lines.length === 0) return null;
  const running = run.state === 'running';
  return (
    <details open={!running} data-key={`${running ? 'log' : 'last log'} ${name}`}>
      <summary>
        Log<span class="visually-hidden"> of {name}</span>
      </summary>
      <pre tabIndex={0} role="region" aria-label={`Log of ${name}`} data-key={`log text ${name}`}>
        {lines.join('\n')}
      </pre>
    </details>
  );
}

function Files({ stage }: { stage: StageView }) {
  const { name, files } = stage;
  if (files.length === 0) return null;
  return (
    <details data-key={`files ${name}`}>
      <summary>
        {`${files.length} files`}
        <span class="visually-hidden"> of {name}</span>
      </summary>
      <ul class="files">
        {files.slice(0, MOST).map(({ path, bytes }) => (
          <li>
            <a href={addressOf(stage, path)}>{path}</a> <span class="size">{formatBytes(bytes)}</span>
          </li>
        ))}
        {files.length > MOST ? <li>{`and ${files.length - MOST} more`}</li> : null}
      </ul>
    </details>
  );
}

/** E.g. `1.2 MB`; thousands, as disks count. */
function formatBytes(bytes: number): string {
  const unit = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  const value = bytes / 1000 ** unit;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${['B', 'kB', 'MB', 'GB'][unit]}`;
}
