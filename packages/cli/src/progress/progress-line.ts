/** How far some work is. */
export interface WorkDone {
  readonly label: string;
  readonly unit: string;
  readonly total: number;
  readonly done: number;
  readonly seconds: number;
  /** What the stage shows beside it, e.g. `loss 1.23`; may be empty. */
  readonly info: string;
}

/** Work under way: `train epoch 3: 45 % of 8,000 images, 1,200/s, 0:12 left, loss 1.23`. */
export function ongoingLine(work: WorkDone): string {
  const { label, unit, total, done, info } = work;
  const share = total > 0 ? Math.floor((100 * done) / total) : 100;
  return joined([
    `${label}: ${share} % of ${formatCount(total)} ${unit}`,
    rateOf(work),
    `${timeLeft(work)} left`,
    info,
  ]);
}

/** Work that ended: `train epoch 3: 8,000 images in 0:07, 1,200/s, loss 1.23`. */
export function closingLine(work: WorkDone): string {
  const { label, unit, total, done, seconds, info } = work;
  const share = done >= total ? '' : ` (of ${formatCount(total)})`;
  return joined([
    `${label}: ${formatCount(done)} ${unit}${share} in ${formatDuration(seconds)}`,
    rateOf(work),
    info,
  ]);
}

/** Units per second: `1,234/s`, or `0.25/s` for slow work; empty before anything is done. */
export function rateOf({ done, seconds }: WorkDone): string {
  const rate = done / seconds;
  if (!Number.isFinite(rate) || rate === 0) return '';
  const digits = rate >= 100 ? 0 : rate >= 1 ? 1 : 2;
  return `${rate.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}/s`;
}

/** Expected time to the end at the mean rate so far: `1:02:03`, `2:03`, `0:07`, or `?` before anything is done. */
export function timeLeft({ done, total, seconds }: WorkDone): string {
  return done === 0 ? '?' : formatDuration((Math.max(0, total - done) / done) * seconds);
}

function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

function formatCount(value: number): string {
  return value.toLocaleString('en');
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
