// A worker thread does not inherit tsx's module hooks on Node 20, neither from the command line nor from vitest.
import { register } from 'tsx/esm/api';

register();
await import('./small-worker.ts');
