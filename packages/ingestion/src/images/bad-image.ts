/** An image that cannot be used, and why. The caller knows the file: it throws a `UserError` that names it, or skips it. */
export class BadImage extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason.replace(/\s+/g, ' ').trim(), { cause });
    this.name = 'BadImage';
  }
}
