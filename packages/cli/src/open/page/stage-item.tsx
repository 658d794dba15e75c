/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { FoldedFiles } from '@batchmates/report';
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

/** An instance of the plan: how it stands, how far its run is, its files and its log. */
export function StageItem({ id, stage }: { id: string; stage: StageView }) {
  const { name, uses, summary, state, reasons, run, files } = stage;
  const [sign, word] = STATES[state];
  return (
    <li id={id} class={`item ${state}`}>
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
      <FoldedFiles
        of={name}
        files={files.map(({ path, bytes }) => ({ href: addressOf(stage, path), name: path, bytes }))}
      />
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
