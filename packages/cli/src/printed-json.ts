/**
 * A value as JSON that a terminal can show and a program can read: the control characters that JSON leaves as they are stand as `\u0080`. What
 * is printed has them written out in any case (`escapeLines`), as people read them and JSON does not.
 */
export function printedJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
