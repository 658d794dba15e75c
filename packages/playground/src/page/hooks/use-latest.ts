import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Does `work` for `input` whenever it changes, one at a time: what came up meanwhile is skipped, but for the newest. Inputs are
 * compared by `key`; an undefined input waits. `work` must not reject.
 */
export function useLatest<Input>(
  input: Input | undefined,
  key: string,
  work: (input: Input) => Promise<void>,
): void {
  const next = useRef<(() => Promise<void>) | undefined>(undefined);
  const busy = useRef(false);
  const waiting = input === undefined;
  // Not after the next frame: the answer is waited for.
  useLayoutEffect(() => {
    if (waiting) return;
    next.current = () => work(input);
    if (!busy.current) drain();
    // The key stands for the input, and `work` may be new every time.
  }, [key, waiting]);

  function drain(): void {
    const { current } = next;
    next.current = undefined;
    busy.current = current !== undefined;
    current?.().then(drain, drain);
  }
}
