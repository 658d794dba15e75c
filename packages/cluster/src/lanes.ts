/** A job to be given a lane. */
export interface LaneRequest {
  readonly instance: string;
  /** Instances of this submission that it needs; they come before it. */
  readonly needs: readonly string[];
  /** How long it may take, in any unit. */
  readonly duration: number;
}

/**
 * Divides jobs among `count` lanes, in each of which one runs after the other, so that no more than `count` run at once; gives the lane of each, in
 * their order. A job takes the lane in which it would start first, if each took its whole `duration`; `taken` are the lanes in which jobs of an
 * earlier submission still wait or run.
 */
export function assignLanes(
  jobs: readonly LaneRequest[],
  count: number,
  taken: ReadonlySet<number> = new Set(),
): number[] {
  // What is under way counts as one job of mean length.
  const mean = jobs.reduce((sum, { duration }) => sum + duration, 0) / Math.max(1, jobs.length);
  const free = Array.from({ length: count }, (_, lane) => (taken.has(lane) ? mean : 0));
  const ends = new Map<string, number>();
  return jobs.map(({ instance, needs, duration }) => {
    const ready = Math.max(0, ...needs.map((need) => ends.get(need) ?? 0));
    const lane = bestLane(free, ready);
    const end = Math.max(free[lane]!, ready) + duration;
    free[lane] = end;
    ends.set(instance, end);
    return lane;
  });
}

/** Of the lanes in which a job could start first, the one that is free last: the others are left for jobs that are ready sooner. */
function bestLane(free: readonly number[], ready: number): number {
  const starts = free.map((time) => Math.max(time, ready));
  const first = Math.min(...starts);
  return free.reduce(
    (best, time, lane) =>
      starts[lane] === first && (starts[best] !== first || time > free[best]!) ? lane : best,
    0,
  );
}
