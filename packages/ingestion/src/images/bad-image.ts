/** Why an image cannot be used; the caller, who knows the file, turns it into an error or skips it. */
export class BadImage extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason.replace(/\s+/g, ' ').trim(), { cause });
    this.name = 'BadImage';
  }
}
