import { UserError } from '@batchmates/errors';

const OUT_OF_MEMORY = 1;
const INVALID_ARGUMENTS = 2;
const UNIMPLEMENTED = 3;

const names: Readonly<Record<number, string>> = {
  [OUT_OF_MEMORY]: 'out of memory',
  [INVALID_ARGUMENTS]: 'invalid arguments',
  [UNIMPLEMENTED]: 'unimplemented',
  4: 'iterator ends',
  5: 'runtime error',
  6: 'not required',
};

/**
 * Throws when a native call did not return success (0); `operation` names the primitive and its shapes, and is made
 * only when needed. Out of memory and primitives that this CPU lacks are `UserError`s with a remedy.
 */
export function check(status: number, operation: () => string): void {
  if (status === 0) return;
  const what = `oneDNN: ${operation()}`;
  const received = `status ${status} (${names[status] ?? 'unknown'})`;
  if (status === OUT_OF_MEMORY) {
    throw new UserError({
      code: 'onednn/out-of-memory',
      what,
      expected: 'enough memory',
      received,
      remedy: 'use a smaller batch, a narrower network or the precision bf16',
    });
  }
  throw new UserError({
    code: status === UNIMPLEMENTED ? 'onednn/unsupported' : 'onednn/failed',
    what,
    expected: 'a primitive that this CPU and this library version support',
    received,
    remedy: 'use another precision or another engine (engine: tfjs-wasm)',
  });
}
