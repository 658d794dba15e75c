import type { Protocol } from '../protocol.ts';
import { assignment } from './assignment.ts';
import { balanced } from './balanced.ts';
import { grouped } from './grouped.ts';
import { imbalanced } from './imbalanced.ts';
import { random } from './random.ts';
import { shuffledBalanced } from './shuffled-balanced.ts';
import { shuffledRandom } from './shuffled-random.ts';
import { single } from './single.ts';
import { sorted } from './sorted.ts';
import { standard } from './standard.ts';
import { stream } from './stream.ts';

/** Every protocol of this package, for a registry. */
export const builtInProtocols: readonly Protocol[] = [
  standard,
  random,
  balanced,
  shuffledBalanced,
  shuffledRandom,
  assignment,
  grouped,
  imbalanced,
  single,
  stream,
  sorted,
];
