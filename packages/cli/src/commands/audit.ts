import { UserError } from '@batchmates/errors';
import type { ModelChoice } from '../audit/model-choice.ts';
import type { CommandContext } from '../command-context.ts';

/** What `batchmates audit` is told. */
export interface AuditArguments extends CommandContext {
  readonly model: ModelChoice | undefined;
  /** A table of batches. */
  readonly batches: string | undefined;
  /** Tables of predictions, the first of which is the reference. */
  readonly predictions: readonly string[] | undefined;
  readonly labels: string | undefined;
  readonly seed: number;
  /** The words of the command after `batchmates audit`. */
  readonly words: readonly string[];
}

/** `batchmates audit`: what batchmates do to the answers of a model, to predictions, or what the batches of a sampler are. */
export async function audit({ model, batches, predictions, ...rest }: AuditArguments): Promise<void> {
  const subjects = [model?.file, batches, predictions].filter((subject) => subject !== undefined);
  if (subjects.length === 1 && model !== undefined) {
    return (await import('./audit-model.ts')).auditModel({ model, ...rest });
  }
  if (subjects.length === 1 && batches !== undefined) {
    return (await import('./audit-batches.ts')).auditBatches({ batches, ...rest });
  }
  if (subjects.length === 1 && predictions !== undefined) {
    return (await import('./audit-predictions.ts')).auditPredictions({ files: predictions, ...rest });
  }
  throw new UserError({
    code: 'audit/subject',
    what: 'batchmates audit',
    expected: 'a model file, --batches <file> or --predictions <files...>, one of them',
    received: subjects.length === 0 ? 'none' : subjects.flat().join(' and '),
    remedy: 'docs/audit.md has an example of each',
  });
}
