import { setTimeout } from 'node:timers/promises';
import type { PrepareBody } from '../src/harness/body.ts';

const prepare: PrepareBody<{ items: number }> = ({ items }) =>
  Promise.resolve({
    facts: { process: process.pid },
    work: async () => {
      await setTimeout(1);
      return items;
    },
  });

export default prepare;
