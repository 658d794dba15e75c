import { createProvider } from '@batchmates/engine';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tfjsCandidates } from '../src/index.ts';

test('candidates stand in the order of `auto`', () => {
  const names = tfjsCandidates.map(({ name }) => name);
  expect(names).toEqual(['tfjs-node-gpu', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu']);
});

test('`auto` takes the first that is there and says what it passed over', async () => {
  const { engine, precision, reason } = await createProvider(tfjsCandidates).select({
    engine: 'auto',
    precision: 'auto',
    purpose: 'training',
  });
  const probes = await Promise.all(tfjsCandidates.map((candidate) => candidate.probe()));
  const first = tfjsCandidates[probes.findIndex(({ available }) => available)];
  expect(engine.name).toBe(first?.name);
  expect(precision).toBe('f32');
  for (const [index, probe] of probes.entries()) {
    if (probe.available) break;
    expect(reason).toContain(`${tfjsCandidates[index]?.name}: ${probe.reason}`);
  }
  expect(reason).not.toContain('\n');
});

test('importing the candidates loads no library', () => {
  const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const script = `await import(${JSON.stringify(index)}); console.log(Object.keys(globalThis).filter((key) => key.startsWith('_tf')).join());`;
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    {
      encoding: 'utf8',
    },
  );
  expect(output.trim()).toBe('');
});

test('an engine runs under tsx in a fresh process, quietly, and a later error stays readable', () => {
  const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const script = `
    const { tfjsCandidates } = await import(${JSON.stringify(index)});
    const probe = await tfjsCandidates.find(({ name }) => name === 'tfjs-wasm').probe();
    const engine = await probe.load();
    const network = { name: 'one', input: { height: 1, width: 1, channels: 1 }, classes: 2,
      layers: [{ kind: 'dense', name: 'fc', input: 'images', units: 2 }] };
    const optimizer = { kind: 'sgd', momentum: 0, weightDecay: 0 };
    const program = await engine.compileTraining(network, { batchSize: 1, precision: 'f32', threads: 1, optimizer, seed: 0 });
    const { loss } = await program.trainStep(Float32Array.of(0), [0], 1);
    await program.dispose();
    console.log(loss.toFixed(4), process.listenerCount('unhandledRejection'));
  `;
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    {
      encoding: 'utf8',
    },
  );
  expect(output).toBe(`${Math.LN2.toFixed(4)} 0\n`);
});
