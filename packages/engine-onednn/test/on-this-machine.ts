import { onednnCandidate } from '../src/index.ts';

const probe = await onednnCandidate.probe();

/** Whether oneDNN can be had here. Under CI it must be: suites run all the same, and fail. */
export const absent = !probe.available && process.env['CI'] !== 'true';

/** The precisions of this machine's oneDNN. */
export const precisions = probe.available ? (await probe.load()).precisions : [];

/** Title of a suite, with the reason when it is skipped. */
export function titled(title: string): string {
  return absent && !probe.available ? `${title} [skipped: ${probe.reason}]` : title;
}
