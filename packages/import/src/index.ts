import type { Stage } from '@batchmates/stage';
import * as all from './stages.ts';

export * from './stages.ts';

/** The stages of this package. */
export const stages: readonly Stage[] = Object.values(all);
