import { escapeControls } from '@batchmates/errors';
import type { PlannedInstance } from '@batchmates/pipeline';
import { firstOf } from './first-of.ts';

/** Says on stderr what of some instances' params can hardly be meant, each once with the instances that it is true of. */
export function showWarnings(instances: readonly PlannedInstance[]): void {
  const found = new Map<string, string[]>();
  for (const { name, stage, params } of instances)
    for (const warning of stage.warnings?.(params) ?? [])
      found.set(warning, [...(found.get(warning) ?? []), name]);
  for (const [warning, names] of found)
    process.stderr.write(`${escapeControls(`warning: ${firstOf(names)}: with.${warning}`)}\n`);
}
