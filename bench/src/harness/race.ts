import { besideOthers } from './beside-others.ts';
import { startContestant, type Contestant, type RunningContestant } from './contestant.ts';
import { summarise, type Sample } from './sample.ts';

/** How long a race takes. */
export interface RaceOptions {
  readonly rounds: number;
  /** Least length of one timed round. */
  readonly milliseconds: number;
  log(line: string): void;
}

/** What was measured of one contestant. */
export interface Result {
  readonly name: string;
  /** Items per second over the rounds. */
  readonly speed: Sample;
  readonly peakMegabytes: number;
  /** What it found besides, e.g. a floor in ms; the last round's. */
  readonly findings: Readonly<Record<string, number>>;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A contestant that could not take part. */
export interface Absence {
  readonly name: string;
  readonly reason: string;
}

/**
 * Measures contestants against each other: every one in a fresh, warmed process, rounds interleaved (one round
 * each, in turn) so that a slow minute of the machine hits all alike. Those that cannot start are reported absent.
 */
export async function race(
  contestants: readonly Contestant[],
  { rounds, milliseconds, log }: RaceOptions,
): Promise<{ results: readonly Result[]; absences: readonly Absence[] }> {
  const lanes: Lane[] = [];
  const absences: Absence[] = [];
  try {
    for (const contestant of contestants) {
      try {
        lanes.push({
          name: contestant.name,
          running: await startContestant(contestant),
          besideOthers: contestant.besideOthers === true,
          speeds: [],
          peak: 0,
          findings: {},
        });
      } catch (error) {
        absences.push({
          name: contestant.name,
          reason: error instanceof Error ? error.message : String(error),
        });
        log(`absent: ${absences.at(-1)?.reason.split('\n').at(-1)}`);
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const lane of lanes) {
        const measure = () => lane.running.round(milliseconds);
        const { items, seconds, peakMegabytes, findings } = await (lane.besideOthers
          ? besideOthers(measure)
          : measure());
        lane.speeds.push(items / seconds);
        lane.peak = peakMegabytes;
        lane.findings = findings;
      }
    }
    return { results: lanes.map(resultOf), absences };
  } finally {
    await Promise.all(lanes.map(({ running }) => running.stop()));
  }
}

interface Lane {
  readonly name: string;
  readonly running: RunningContestant;
  readonly besideOthers: boolean;
  readonly speeds: number[];
  peak: number;
  findings: Readonly<Record<string, number>>;
}

function resultOf({ name, running, speeds, peak, findings }: Lane): Result {
  return { name, speed: summarise(speeds), peakMegabytes: peak, findings, facts: running.facts };
}
