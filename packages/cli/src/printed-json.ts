import { replaceControls } from '@batchmates/errors';

/**
 * A value as JSON that a terminal can show and a program can read: the control characters that JSON leaves as they are stand as `\u0080`. What
 * is printed has them written out in any case (`escapeLines`), as people read them and JSON does not.
 */
export function printedJson(value: unknown, indent?: number): string {
  const lines = JSON.stringify(value, undefined, indent).split('\n');
  return lines.map((line) => replaceControls(line, (code) => `\\u${code.padStart(4, '0')}`)).join('\n');
}
