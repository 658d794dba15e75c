import { UserError } from '@batchmates/errors';
import { describe, expect, test } from 'vitest';
import { createProvider, type Engine, type EngineCandidate, type Precision } from '../src/index.ts';

const notForCompiling = () => Promise.reject(new Error('not for compiling'));

function engine(name: string, precisions: readonly Precision[], trains: boolean): Engine {
  return {
    name,
    description: `${name} description`,
    precisions,
    compileInference: notForCompiling,
    ...(trains ? { compileTraining: notForCompiling } : {}),
  };
}

function present(
  name: string,
  precisions: readonly Precision[] = ['f32'],
  trains = true,
): EngineCandidate & { loads: number } {
  const candidate = {
    name,
    loads: 0,
    probe: async () => ({
      available: true as const,
      description: name,
      load: async () => {
        candidate.loads++;
        return engine(name, precisions, trains);
      },
    }),
  };
  return candidate;
}

const purpose = 'training';

const absent: EngineCandidate = {
  name: 'absent',
  probe: async () => ({ available: false, reason: 'not installed' }),
};
const failing: EngineCandidate = {
  name: 'failing',
  probe: async () => ({
    available: true,
    description: 'seems there',
    load: () => Promise.reject(new Error('wrong version\nand a stack')),
  }),
};

describe('auto', () => {
  test('takes the first that is there, and says what it passed over', async () => {
    const provider = createProvider([absent, failing, present('good'), present('worse')]);
    const { engine, precision, reason } = await provider.select({
      engine: 'auto',
      precision: 'auto',
      purpose,
    });
    expect(engine.name).toBe('good');
    expect(precision).toBe('f32');
    expect(reason).toBe(
      'good in f32 (good description): best of those present; passed over absent: not installed; failing: wrong version',
    );
  });

  test("takes an engine's fastest precision", async () => {
    const provider = createProvider([present('fast', ['bf16', 'f32'])]);
    await expect(provider.select({ engine: 'auto', precision: 'auto', purpose })).resolves.toMatchObject({
      precision: 'bf16',
      reason: 'fast in bf16 (fast description): first choice',
    });
    await expect(provider.select({ engine: 'auto', precision: 'f32', purpose })).resolves.toMatchObject({
      precision: 'f32',
    });
  });

  test('passes over engines without the precision asked for', async () => {
    const provider = createProvider([present('plain'), present('fast', ['bf16', 'f32'])]);
    const selection = await provider.select({ engine: 'auto', precision: 'bf16', purpose });
    expect(selection.engine.name).toBe('fast');
    expect(selection.reason).toContain('passed over plain: no bf16');
  });

  test('says why when nothing is there', async () => {
    const wanted = createProvider([absent, failing]).select({ engine: 'auto', precision: 'auto', purpose });
    await expect(wanted).rejects.toThrow('absent: not installed; failing: wrong version');
    await expect(createProvider([]).select({ engine: 'auto', precision: 'auto', purpose })).rejects.toThrow(
      UserError,
    );
  });
});

describe('an engine by name', () => {
  const provider = createProvider([absent, present('good')]);

  test('is taken', async () => {
    const selection = await provider.select({ engine: 'good', precision: 'auto', purpose });
    expect(selection.reason).toBe('good in f32 (good description): asked for');
  });

  test.each([
    ['absent', 'auto', 'engine/absent', 'not installed'],
    ['unknown', 'auto', 'engine/unknown', 'auto, absent, good'],
    ['good', 'bf16', 'engine/precision', 'expected auto, f32, received bf16'],
  ] as const)('%s in %s is refused', async (name, precision, code, words) => {
    const refusal: unknown = await provider
      .select({ engine: name, precision, purpose })
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({ code });
    expect(refusal).toHaveProperty('message', expect.stringContaining(words));
  });
});

describe('an engine that can only infer', () => {
  const provider = createProvider([present('asker', ['f32'], false), present('trainer')]);

  test('is passed over where training is wanted', async () => {
    const { engine, reason } = await provider.select({ engine: 'auto', precision: 'auto', purpose });
    expect(engine.name).toBe('trainer');
    expect(reason).toContain('passed over asker: cannot train');
    const none = createProvider([present('asker', ['f32'], false)]);
    await expect(none.select({ engine: 'auto', precision: 'auto', purpose })).rejects.toThrow(
      'engine "auto": expected an engine that can train, received asker: cannot train',
    );
  });

  test('is taken for inference', async () => {
    const request = { engine: 'auto', precision: 'auto', purpose: 'inference' } as const;
    expect((await provider.select(request)).engine.name).toBe('asker');
  });

  test('is refused by name, in one line with a remedy', async () => {
    await expect(provider.select({ engine: 'asker', precision: 'auto', purpose })).rejects.toThrow(
      /^engine "asker": expected an engine that can train, received one that cannot train; engine: auto takes .*$/,
    );
  });
});

test('a candidate that says what it serves is not loaded for anything else', async () => {
  const asker: EngineCandidate & { loads: number } = {
    ...present('asker'),
    purposes: ['inference', 'model'],
  };
  const provider = createProvider([asker, present('trainer')]);
  expect((await provider.select({ engine: 'auto', precision: 'auto', purpose })).engine.name).toBe('trainer');
  expect(asker.loads).toBe(0);
  await expect(provider.assertKnown('asker', 'inference')).resolves.toBeUndefined();
  await expect(provider.assertKnown('asker', 'training')).rejects.toThrow(
    'engine "asker": expected an engine that can train, received one that cannot train; engine: auto takes the best that can train',
  );
  await expect(provider.assertKnown('trainer', 'model')).rejects.toThrow(
    'engine "trainer": expected an engine that runs ONNX files, received one that runs no ONNX files; engine: auto takes the best that runs ONNX files',
  );
});

test('each candidate is loaded once', async () => {
  const candidate = present('good');
  const provider = createProvider([candidate]);
  await Promise.all([1, 2, 3].map(() => provider.select({ engine: 'auto', precision: 'auto', purpose })));
  expect(candidate.loads).toBe(1);
});
