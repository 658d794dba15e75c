export { randomStream, shuffle, type RandomKey, type RandomStream } from './random-stream.ts';
