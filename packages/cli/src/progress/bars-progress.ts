import { escapeControls, escapeLines } from '@batchmates/errors';
import type { Progress } from '@batchmates/stage';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { closingLine, rateOf, timeLeft } from './progress-line.ts';

/** Progress as bars with rate and ETA; a finished bar becomes one line. */
export function barsProgress(stream: NodeJS.WriteStream): Progress {
  const open = new Set<SingleBar>();
  let container: MultiBar | undefined;
  const note = (text: string): void => {
    const line = escapeLines(text);
    if (container === undefined) stream.write(`${line}\n`);
    else container.log(`${line}\n`);
  };
  const close = (bar: SingleBar): void => {
    open.delete(bar);
    container?.remove(bar);
    if (open.size > 0) return;
    container?.stop();
    container = undefined;
  };
  return {
    note,
    start(options) {
      container ??= openContainer(stream);
      const [label, unit] = [escapeControls(options.label), escapeControls(options.unit)];
      const start = performance.now();
      let done = 0;
      let info = '';
      const work = () => ({ ...options, done, info, seconds: (performance.now() - start) / 1000 });
      const bar = container.create(options.total, 0, { label, unit, info, rate: '', left: '?' });
      open.add(bar);
      return {
        advance(count, more) {
          done += count;
          info = more ?? info;
          bar.update(done, { info: escapeControls(info), rate: rateOf(work()), left: timeLeft(work()) });
        },
        stop() {
          if (!open.has(bar)) return;
          close(bar);
          note(closingLine(work()));
        },
      };
    },
  };
}

function openContainer(stream: NodeJS.WriteStream): MultiBar {
  return new MultiBar(
    {
      stream,
      format: '{label} {bar} {percentage} % of {total} {unit} {rate} {left} left {info}',
      clearOnComplete: true,
      hideCursor: true,
      forceRedraw: true,
      barsize: 24,
      fps: 8,
      // The command's own SIGINT handler stops the stage, which closes its bars.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
}
