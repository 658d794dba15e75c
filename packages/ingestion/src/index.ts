import type { Stage } from '@batchmates/stage';
import * as all from './stages.ts';

export { defineSource } from './source/define-source.ts';
export type { OpenedSource, SkippedRow, Source, SourceContext, SourceRow } from './source/source.ts';
export * from './stages.ts';

/** The stages of this package. */
export const stages: readonly Stage[] = Object.values(all);
