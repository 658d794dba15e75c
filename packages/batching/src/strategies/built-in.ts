import type { BatchingStrategy } from '../strategy.ts';
import { balanced } from './balanced.ts';
import { sequential } from './sequential.ts';
import { standard } from './standard.ts';

/** The strategies that come with the project. */
export const builtInStrategies: readonly BatchingStrategy[] = [standard, sequential, balanced];
