import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { createProvider } from '@batchmates/engine';
import { nativeEnvironment } from '../src/candidates/native-environment.ts';
import { nativeCandidate } from '../src/candidates/native.ts';
import { tfjsCandidates } from '../src/index.ts';

const folder = await temporaryFolder();
const places = { from: join(folder, 'here.js'), cache: join(folder, 'built') };

/** Installs a package with the given main module, with or without an addon file. */
function install(name: string, options: { main: string; addon: boolean }): Promise<unknown> {
  const place = join(folder, 'node_modules', name);
  mkdirSync(join(place, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  writeFileSync(join(place, 'index.js'), options.main);
  if (options.addon) writeFileSync(join(place, 'lib', 'napi-v8', 'tfjs_binding.node'), 'no library');
  return nativeCandidate({ name: 'native', package: name, gpu: false, places }).probe();
}

const requireAddon = "require('./lib/napi-v8/tfjs_binding.node')";

describe('a native candidate says why it is absent', () => {
  test('not installed', async () => {
    const probe = await nativeCandidate({ name: 'native', package: 'nowhere', gpu: false, places }).probe();
    expect(probe).toEqual({
      available: false,
      reason: 'optional package nowhere is not installed (npx batchmates setup tensorflow builds it)',
    });
  });

  test('installed without its library', async () => {
    const probe = await install('bare', { main: requireAddon, addon: false });
    expect(probe).toHaveProperty(
      'reason',
      expect.stringMatching(/^bare is here without its native library, /),
    );
  });

  test('a library that does not load', async () => {
    const probe = await install('broken', { main: requireAddon, addon: true });
    expect(probe).toMatchObject({ available: false });
    expect(probe).toHaveProperty('reason', expect.stringMatching(/^the native library of broken .*: .+/));
    expect(probe).toHaveProperty('reason', expect.not.stringContaining('\n'));
  });

  test('a library that takes its process down', async () => {
    const probe = await install('fatal', { main: 'process.abort()', addon: true });
    expect(probe).toHaveProperty('reason', expect.stringContaining('SIGABRT'));
  });
});

test('a library that loads is offered', async () => {
  const main = 'exports.add = (a, b) => ({ dataSync: () => [a + b] })';
  expect(await install('sound', { main, addon: true })).toMatchObject({ available: true });
});

describe('a package for graphics cards', () => {
  const gpuCandidate = (name: string, devices: readonly string[]) =>
    nativeCandidate({ name: 'tfjs-node-gpu', package: name, gpu: true, places, devices });
  /** As the package would be: it computes, says where, and logs as TensorFlow does. */
  const main = (gpu: boolean, log = '') => `
    console.error(${JSON.stringify(log)});
    exports.add = (a, b) => ({ dataSync: () => [a + b] });
    exports.ones = () => undefined;
    exports.conv2d = () => ({ dataSync: () => [0] });
    exports.backend = () => ({ isUsingGpuDevice: ${gpu}, binding: { TF_Version: '2.21.0' } });
  `;
  const device = join(folder, 'nvidiactl');
  writeFileSync(device, '');

  test('is not loaded without a driver', async () => {
    await install('undriven', { main: 'process.abort()', addon: true });
    // Nor is it asked for where it would be of no use.
    for (const name of ['undriven', 'nowhere'])
      expect(await gpuCandidate(name, [join(folder, 'no-device')]).probe()).toEqual({
        available: false,
        reason: `no driver of an NVIDIA graphics card here (none of ${join(folder, 'no-device')})`,
      });
  });

  test.each([
    [
      'Could not find cuda drivers on your machine, GPU will not be used.',
      "the driver's own library, libcuda, was not found",
    ],
    [
      'Cannot dlopen some GPU libraries. Please make sure the missing libraries mentioned above are installed',
      "the driver is there, CUDA's libraries were not found",
    ],
    [
      'failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected',
      'CUDA could not be started with the driver that is here',
    ],
    ['This TensorFlow binary is optimized', 'its TensorFlow was built for the CPU alone'],
    [
      'Ignoring visible gpu device with compute capability 3.0',
      'it says: Ignoring visible gpu device with compute capability 3.0',
    ],
  ])('does not count when it computes on the CPU, and says why: %s', async (log, why) => {
    await install('idle', { main: main(false, log), addon: true });
    expect(await gpuCandidate('idle', [device]).probe()).toEqual({
      available: false,
      reason: `idle computes on the CPU: ${why}`,
    });
  });

  test('counts when it computes on a graphics card, that of Windows for Linux among them', async () => {
    await install('busy', { main: main(true), addon: true });
    for (const devices of [[device], [join(folder, 'nvidiactl-of-another'), device]])
      expect(await gpuCandidate('busy', devices).probe()).toMatchObject({
        available: true,
        description: 'TensorFlow 2.21.0 behind TensorFlow.js, on the GPU',
      });
  });

  test('leaves auto to the next engine where it cannot compute on one', async () => {
    await install('idle', { main: main(false, 'Could not find cuda drivers'), addon: true });
    const next = tfjsCandidates.find(({ name }) => name === 'tfjs-cpu')!;
    const { engine, reason } = await createProvider([gpuCandidate('idle', [device]), next]).select({
      engine: 'auto',
      precision: 'auto',
      purpose: 'training',
    });
    expect(engine.name).toBe('tfjs-cpu');
    expect(reason).toContain("tfjs-node-gpu: idle computes on the CPU: the driver's own library");
  });
});

describe('the version of the library', () => {
  test('is what set-up wrote down, and else in the name of its file', async () => {
    const built = join(places.cache, 'cpu-2.21.0', 'node_modules', 'known');
    mkdirSync(join(built, 'lib', 'napi-v8'), { recursive: true });
    writeFileSync(join(built, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    const candidate = nativeCandidate({ name: 'native', package: 'known', gpu: false, places });
    // Not finished: it has no build.json yet.
    expect(await candidate.libraryVersion?.()).toBeUndefined();
    writeFileSync(join(places.cache, 'cpu-2.21.0', 'build.json'), '{ "version": "2.21.0" }');
    expect(await candidate.libraryVersion?.()).toBe('2.21.0');
    await install('plain', { main: requireAddon, addon: true });
    const lib = join(folder, 'node_modules', 'plain', 'deps', 'lib');
    mkdirSync(lib, { recursive: true });
    writeFileSync(join(lib, 'libtensorflow.so.2.9.1'), '');
    const plain = nativeCandidate({ name: 'native', package: 'plain', gpu: false, places });
    expect(await plain.libraryVersion?.()).toBe('2.9.1');
  });
});

test('variables that are set stay, and the others make TensorFlow repeatable and quiet', () => {
  const given = { NVIDIA_TF32_OVERRIDE: '1', SLURM_CPUS_PER_TASK: '1' };
  expect(nativeEnvironment(given)).toEqual({
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_DETERMINISTIC_OPS: '1',
    ...given,
    TF_NUM_INTRAOP_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
  });
});
