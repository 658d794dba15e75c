import { UserError } from '@batchmates/errors';
import type { ModelChoice } from '../audit/model-choice.ts';
import type { CommandContext } from '../command-context.ts';

/** What `batchmates audit` is told. */
export interface AuditArguments extends CommandContext {
  readonly model: ModelChoice | undefined;
  /** Names of the options that go with a model, as far as they were given. */
  readonly modelOptions: readonly string[];
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
export async function audit({
  model,
  modelOptions,
  batches,
  predictions,
  ...rest
}: AuditArguments): Promise<void> {
  refuseStrayOptions(
    model === undefined ? modelOptions : rest.labels === undefined ? [] : ['--labels'],
    model,
  );
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

/** Throws a `UserError` (`audit/options`) for options that go with something else than was given. */
function refuseStrayOptions(options: readonly string[], model: ModelChoice | undefined): void {
  if (options.length === 0) return;
  throw new UserError({
    code: 'audit/options',
    what: 'batchmates audit',
    expected:
      model === undefined
        ? `a model file with ${options.join(', ')}`
        : 'classes of a model as its folders of images, or --classes',
    received: model === undefined ? 'none' : options.join(', '),
    remedy: 'docs/audit.md has an example of each',
  });
}
