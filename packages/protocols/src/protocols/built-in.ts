import type { Protocol } from '../protocol.ts';
import { assignment } from './assignment.ts';
import { balanced } from './balanced.ts';
import { random } from './random.ts';
import { shuffledBalanced } from './shuffled-balanced.ts';
import { shuffledRandom } from './shuffled-random.ts';
import { standard } from './standard.ts';

/** Every protocol of this package, for a registry. */
export const builtInProtocols: readonly Protocol[] = [
  standard,
  random,
  balanced,
  shuffledBalanced,
  shuffledRandom,
  assignment,
];
