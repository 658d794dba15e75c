import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { onednnCandidate } from '@batchmates/engine-onednn';
import { artifactFiles, createSmallPipeline, type SmallPipeline } from '../src/testing/index.ts';

/** Content of every file of every artifact, by its path. */
const filesOf = ({ root }: SmallPipeline) => artifactFiles(join(root, 'artifacts/small'));

async function runAll(pipeline: SmallPipeline): Promise<SmallPipeline> {
  for (const instance of pipeline.plan.instances) await pipeline.run(instance);
  return pipeline;
}

/** The largest difference of two lists of probabilities. */
function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, index) => Math.abs(value - other[index]!)));
}

let before: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  before = await filesOf(await runAll(await createSmallPipeline()));
});

afterEach(() => vi.unstubAllEnvs());

// docs/determinism.md names these tests.
describe('a pipeline run again on the same machine', () => {
  it('gives the same bytes in another folder, at another time, time zone and locale, as another user might', async () => {
    vi.stubEnv('TZ', 'Pacific/Chatham');
    vi.stubEnv('LANG', 'tr_TR.UTF-8');
    vi.stubEnv('LC_ALL', 'tr_TR.UTF-8');
    const mask = process.umask(0o077);
    try {
      const again = await filesOf(await runAll(await createSmallPipeline()));
      expect([...again.keys()].toSorted()).toEqual([...before.keys()].toSorted());
      const others = [...again].filter(([path, content]) => !content.equals(before.get(path)!));
      expect(others.map(([path]) => path)).toEqual([]);
    } finally {
      process.umask(mask);
    }
  });
});

const onednn = await onednnCandidate.probe();
// Under CI it must be here.
const absent = !onednn.available && process.env['CI'] !== 'true';

describe('an engine', () => {
  const probabilities = async (
    environment: Readonly<Record<string, string>>,
    ...words: readonly string[]
  ): Promise<number[]> => {
    const script = join(import.meta.dirname, 'fixture/probabilities.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...words], {
      env: { ...process.env, ...environment },
    });
    return JSON.parse(stdout) as number[];
  };

  it('gives the same bits in every process: tfjs-wasm', async () => {
    const [one, two, other] = [
      await probabilities({}, 'tfjs-wasm', '1'),
      await probabilities({}, 'tfjs-wasm', '1'),
      await probabilities({}, 'tfjs-cpu', '1'),
    ];
    expect(two).toEqual(one);
    expect(distance(one, other)).toBeLessThan(5e-6);
  });

  it.skipIf(absent)(
    'gives the same bits in every process: onednn, for the same number of threads',
    async () => {
      const one = await probabilities({}, 'onednn', '1');
      const [two, three] = [await probabilities({}, 'onednn', '2'), await probabilities({}, 'onednn', '2')];
      expect(await probabilities({}, 'onednn', '1')).toEqual(one);
      expect(three).toEqual(two);
      expect(distance(one, two)).toBeLessThan(5e-6);
      expect(distance(one, await probabilities({}, 'tfjs-wasm', '1'))).toBeLessThan(5e-6);
    },
  );

  it.skipIf(absent)('gives last digits of its own on a processor with fewer instructions', async () => {
    const here = await probabilities({}, 'onednn', '1');
    const older = await probabilities({ DNNL_MAX_CPU_ISA: 'SSE41' }, 'onednn', '1');
    expect(distance(here, older)).toBeGreaterThan(0);
    expect(distance(here, older)).toBeLessThan(5e-6);
  });
});
