import { escapeControls } from '@batchmates/errors';
import type { PlannedInstance } from '@batchmates/pipeline';

/** Says on stderr what of some instances' params can hardly be meant, each once with the instances that it is true of. */
export function showWarnings(instances: readonly PlannedInstance[]): void {
  const found = new Map<string, string[]>();
  for (const { name, stage, params } of instances)
    for (const warning of stage.warnings?.(params) ?? [])
      found.set(warning, [...(found.get(warning) ?? []), name]);
  for (const [warning, [first, ...others]] of found) {
    const and = others.length === 0 ? '' : ` and ${others.length} more`;
    process.stderr.write(escapeControls(`warning: ${first}${and}: with.${warning}`) + '\n');
  }
}
