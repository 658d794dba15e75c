import { InvalidArgumentError, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

/** `batchmates audit`, whose modes are told apart by their options. */
export function defineAuditCommand(program: Command, context: CommandContext): void {
  program
    .command('audit')
    .summary('tell how batches are composed against chance, or compare predictions of the same images')
    .option(
      '--batches <file>',
      'a row for each place in a batch: batch, image (or id), and optionally epoch, counted and label (CSV, npz, Arrow, Parquet)',
    )
    .option(
      '--predictions <files...>',
      'a row for each image: id, label, and predicted, probabilities, logits or p0 to pN; the first file is the reference',
    )
    .option('--labels <file>', 'a row for each image: id (or image) and label')
    .option('--seed <number>', 'of the random plans that batches are compared with', seedNumber, 0)
    .action(async ({ batches, predictions, labels, seed }: AuditChoice) =>
      (await import('../commands/audit.ts')).audit({
        ...context,
        model: undefined,
        batches,
        predictions,
        labels,
        seed,
      }),
    );
}

/** What `batchmates audit` may be told. */
interface AuditChoice {
  readonly batches?: string;
  readonly predictions?: readonly string[];
  readonly labels?: string;
  readonly seed: number;
}

function seedNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0');
  return Number(text);
}
