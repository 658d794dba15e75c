import { createHash } from 'node:crypto';
import { pageScript } from './page-script.ts';

/**
 * What a report's page may do, as `Content-Security-Policy`: no script but the one that is written into every report, no request at all. Its charts
 * have styles of their own.
 */
export const reportPolicy = [
  "default-src 'none'",
  `script-src ${sourceOf(pageScript)}`,
  'img-src data:',
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A source of a policy that allows one inline script or style sheet. */
export function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
