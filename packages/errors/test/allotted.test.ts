import { expect, test } from 'vitest';
import { allottedCores, allottedMemory } from '../src/index.ts';

test.each([
  ['4', 4],
  ['64', 16],
  [undefined, 16],
  ['', 16],
  ['0', 16],
  ['4(x2)', 16],
])('of 16 cores, Slurm with SLURM_CPUS_PER_TASK=%s allots %i', (text, cores) => {
  expect(allottedCores({ SLURM_CPUS_PER_TASK: text }, 16)).toBe(cores);
});

test.each([
  ['2000', 2000 * 2 ** 20],
  ['0', Infinity],
  [undefined, Infinity],
])('with SLURM_MEM_PER_NODE=%s there are at most %d bytes', (text, bytes) => {
  expect(allottedMemory({ SLURM_MEM_PER_NODE: text })).toBe(bytes);
});

test('memory that is allotted by the CPU counts for those of the job', () => {
  const environment = { SLURM_MEM_PER_CPU: '500', SLURM_CPUS_ON_NODE: '4' };
  expect(allottedMemory(environment)).toBe(2000 * 2 ** 20);
  expect(allottedMemory({ SLURM_MEM_PER_CPU: '500' })).toBe(Infinity);
});
