/** Levels of brackets in a file of ours: far more than any has, far fewer than a recursive reader can follow. */
const DEEPEST = 100;

/**
 * The value of a JSON text; `undefined` when it is not JSON, or nested more deeply than 100 levels, where checking or writing it again
 * would exhaust the stack.
 */
export function parseJson(text: string): unknown {
  if (nesting(text) > DEEPEST) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Brackets open at most, those within strings left out. */
function nesting(text: string): number {
  let [open, most] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') most = Math.max(most, ++open);
    else if (token === ']' || token === '}') open--;
  }
  return most;
}
