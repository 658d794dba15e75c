import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { currentInstances, type CurrentOptions } from '../../src/digest/current-instances.ts';
import { smallWorld, type SmallWorld } from './support/small-world.ts';

/** Instances of a training that reads images, and of a test that reads the training, which are up to date after `change`. */
async function currentAfter(
  change: (world: SmallWorld) => Promise<unknown>,
  options?: CurrentOptions,
): Promise<string[]> {
  const world = await smallWorld();
  const test = { ...world.train, name: 'test', inputs: { dataset: ['train'] } };
  for (const instance of [world.images, world.train, test]) await world.make(instance);
  await change(world);
  const plan = world.plan([world.images, world.train, test]);
  return [...(await currentInstances(plan, await world.context(), options))];
}

const payload = ({ root }: SmallWorld, instance: string) =>
  join(root, 'artifacts/p', instance, 'payload.txt');

test('all, after nothing changed', async () => {
  expect(await currentAfter(async () => undefined)).toEqual(['images', 'train', 'test']);
});

test('none that is made from an artifact which is missing or would be another one', async () => {
  const gone = (name: string) => (world: SmallWorld) =>
    rm(join(world.root, 'artifacts/p', name), { recursive: true });
  expect(await currentAfter(gone('train'))).toEqual(['images']);
  expect(await currentAfter(gone('test'))).toEqual(['images', 'train']);
  expect(await currentAfter(({ folder }) => appendFile(join(folder, 'elsewhere.png'), ' '))).toEqual([]);
});

test('none whose file has other contents, of those that are to be verified', async () => {
  const damage = (world: SmallWorld) => writeFile(payload(world, 'train'), 'two');
  expect(await currentAfter(damage)).toEqual(['images']);
  expect(await currentAfter(damage, { verify: new Set(['test']) })).toEqual(['images', 'train', 'test']);
  // Sizes are always compared.
  const shorten = (world: SmallWorld) => writeFile(payload(world, 'train'), '');
  expect(await currentAfter(shorten, { verify: new Set() })).toEqual(['images']);
});

test('those that are named', async () => {
  const names = new Set(['images', 'train']);
  expect(await currentAfter(async () => undefined, { names })).toEqual(['images', 'train']);
});
