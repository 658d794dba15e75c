/** The parts of a message about something the user can mend. */
export interface UserErrorParts {
  /** Stable, machine-readable name of the mistake, e.g. `dataset/bad-label`. */
  readonly code: string;
  /** What went wrong, and where: the operation and the file, key or argument. */
  readonly what: string;
  readonly expected?: string | undefined;
  readonly received?: string | undefined;
  /** What the user can do about it. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A mistake outside our code: a bad file, a wrong parameter, a full disk. Its message is one line
 * (`what: expected ..., received ...; remedy`) and the command line shows it without a stack trace.
 */
export class UserError extends Error {
  readonly code: string;

  constructor(parts: UserErrorParts) {
    super(oneLine(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'UserError';
    this.code = parts.code;
  }
}

/** Several mistakes found in one pass, reported together: one line each. */
export class UserErrors extends Error {
  readonly code = 'several';
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join('\n'));
    this.name = 'UserErrors';
    this.errors = errors;
  }
}

/** Throws when an invariant of our own is broken; never for a user's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}

/** Whether a failure carries an operating-system error code such as `ENOENT` or `ENOSPC`. */
export function hasSystemCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Why the operating system refused, for a message: `permission denied (EACCES)`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's messages read `EACCES: permission denied, open '...'`.
  const [, code, reason] = /^([A-Z]+): ([^,]+),/.exec(error.message) ?? [];
  return code === undefined ? error.message : `${reason} (${code})`;
}

/**
 * A text with its control characters written out (`\x1b`, `\u202e`): names of files may hold commands to a terminal, and marks that turn the
 * direction of what is read.
 */
export function escapeControls(text: string): string {
  return replaceControls(text, (code) => (code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`));
}

/** A text with each of these characters as `write` has it, which is given the number of the character in hexadecimal digits. */
export function replaceControls(text: string, write: (code: string) => string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (control) =>
    write(control.charCodeAt(0).toString(16)),
  );
}

/** The same for a text of several lines, which stay lines: what goes to a terminal or into a report. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}

function oneLine({ what, expected, received, remedy }: UserErrorParts): string {
  const facts = [
    expected === undefined ? undefined : `expected ${expected}`,
    received === undefined ? undefined : `received ${received}`,
  ].filter((fact) => fact !== undefined);
  const body = facts.length === 0 ? what : `${what}: ${facts.join(', ')}`;
  return escapeControls((remedy === undefined ? body : `${body}; ${remedy}`).replace(/\s*\n\s*/g, ' '));
}
