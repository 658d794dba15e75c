import type { Stage } from '@batchmates/stage';
import * as all from './stages.ts';

export { locate, sourcesOf } from './files/locate.ts';
export {
  defineSource,
  type OpenedSource,
  type SkippedRow,
  type Source,
  type SourceContext,
  type SourceRow,
} from './source/define-source.ts';
export * from './stages.ts';

/** The stages of this package. */
export const stages: readonly Stage[] = Object.values(all);
