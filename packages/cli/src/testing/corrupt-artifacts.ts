import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { openVerified } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { PlannedInstance } from '@batchmates/pipeline';
import { randomStream, type RandomStream } from '@batchmates/random';
import { artifactDirectory } from '../artifact-directory.ts';
import { createSmallPipeline, type SmallPipeline } from './small-pipeline.ts';

/** One damage done to one file of one artifact, and what came of it. */
export interface Corruption {
  /** Type of the artifact, e.g. `dataset`. */
  readonly type: string;
  /** Path of the file, relative to `artifacts/small`. */
  readonly file: string;
  /** What was done, e.g. `flips bit 3 of byte 17`. */
  readonly damage: string;
  /**
   * `noticed`: the stage that reads the artifact refused it with a `UserError`. `harmless`: it ran, and its artifact is
   * the undisturbed one to the byte. `wrong`: its artifact is another one. `crashed`: it failed otherwise.
   */
  readonly outcome: 'noticed' | 'harmless' | 'wrong' | 'crashed';
}

/** How much to damage. */
export interface CorruptionRequest {
  readonly count: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}

/**
 * Runs a small pipeline of real stages, then damages its files one at a time, each as often as the others, at random
 * places: flips a bit, writes zeros over up to 64 bytes, cuts the end off, or takes bytes out of the middle. Each time the
 * stage that reads the artifact is run (the last artifact, which no stage reads, is opened as one would), and the
 * file is restored.
 */
export async function corruptArtifacts({
  count,
  seed,
  log = () => undefined,
}: CorruptionRequest): Promise<Corruption[]> {
  const pipeline = await createSmallPipeline();
  for (const instance of pipeline.plan.instances) {
    log(`running ${instance.name}`);
    await pipeline.run(instance);
  }
  const targets = await filesOf(pipeline);
  const corruptions: Corruption[] = [];
  for (let index = 0; index < count; index++) {
    const stream = randomStream(seed, 'corruption', index);
    corruptions.push(await corruptOnce(pipeline, targets[index % targets.length]!, stream));
    if ((index + 1) % 100 === 0) log(`${index + 1} of ${count}`);
  }
  return corruptions;
}

interface Target {
  readonly instance: PlannedInstance;
  /** Absolute path. */
  readonly path: string;
}

async function filesOf({ plan, root }: SmallPipeline): Promise<Target[]> {
  const lists = plan.instances.map(async (instance) => {
    const folder = artifactDirectory(root, plan, instance.name);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    return paths.toSorted().map((path) => ({ instance, path }));
  });
  return (await Promise.all(lists)).flat();
}

async function corruptOnce(
  pipeline: SmallPipeline,
  { instance, path }: Target,
  stream: RandomStream,
): Promise<Corruption> {
  const whole = await readFile(path);
  const { bytes, damage } = damageTo(whole, stream);
  await writeLongAgo(path, bytes);
  const outcome = await readDamaged(pipeline, instance);
  await writeLongAgo(path, whole);
  const reader = readerOf(pipeline, instance);
  // What was made of damaged files must not stay for the next one.
  if (outcome !== 'noticed' && reader !== undefined) await pipeline.run(reader);
  const file = relative(join(pipeline.root, 'artifacts', pipeline.plan.name), path);
  return { type: instance.output, file, damage, outcome };
}

/** As nobody writes it now: what was written just now may be on its way from a cache, and is waited for. */
async function writeLongAgo(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes);
  const past = new Date(Date.now() - 3_600_000);
  await utimes(path, past, past);
}

async function readDamaged(
  pipeline: SmallPipeline,
  damaged: PlannedInstance,
): Promise<Corruption['outcome']> {
  const { plan, root } = pipeline;
  const reader = readerOf(pipeline, damaged);
  try {
    if (reader === undefined) {
      await openVerified(artifactDirectory(root, plan, damaged.name));
      return 'harmless';
    }
    const { identity } = await openVerified(artifactDirectory(root, plan, reader.name));
    return (await pipeline.run(reader)).identity === identity ? 'harmless' : 'wrong';
  } catch (error) {
    return error instanceof UserError ? 'noticed' : 'crashed';
  }
}

/** The first stage that reads an instance's artifact. */
function readerOf({ plan }: SmallPipeline, { name }: PlannedInstance): PlannedInstance | undefined {
  return plan.instances.find(({ inputs }) => Object.values(inputs).flat().includes(name));
}

interface Damage {
  readonly bytes: Uint8Array;
  readonly damage: string;
}

/** Bytes that differ from `whole` in one of four ways. */
function damageTo(whole: Buffer, stream: RandomStream): Damage {
  for (;;) {
    const at = stream.integer(whole.length);
    const length = 1 + stream.integer(Math.min(64, whole.length - at));
    const bit = stream.integer(8);
    const zeroed = Buffer.from(whole).fill(0, at, at + length);
    const flipped = Buffer.from(whole);
    flipped[at]! ^= 1 << bit;
    const damages: readonly Damage[] = [
      { bytes: flipped, damage: `flips bit ${bit} of byte ${at}` },
      { bytes: zeroed, damage: `writes ${length} zeros at byte ${at}` },
      { bytes: whole.subarray(0, at), damage: `cuts after byte ${at}` },
      {
        bytes: Buffer.concat([whole.subarray(0, at), whole.subarray(at + length)]),
        damage: `takes ${length} bytes out at byte ${at}`,
      },
    ];
    const chosen = damages[stream.integer(damages.length)]!;
    // Zeros over zeros are no damage.
    if (Buffer.compare(chosen.bytes, whole) !== 0) return chosen;
  }
}
