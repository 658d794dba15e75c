import { cifarArchive, cifarBinary } from './cifar-readers.ts';
import type { FuzzedReader } from './fuzzed-reader.ts';
import { images } from './image-reader.ts';
import { tarOfTars } from './tar-reader.ts';

export type { FuzzedReader } from './fuzzed-reader.ts';

/** The readers of this package, to be given mutated files. */
export const fuzzedReaders: readonly FuzzedReader[] = [cifarBinary, cifarArchive, tarOfTars, images];
