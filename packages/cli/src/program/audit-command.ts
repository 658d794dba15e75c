import { InvalidArgumentError, type Command } from 'commander';
import type { ModelChoice } from '../audit/model-choice.ts';
import type { CommandContext } from '../command-context.ts';

/** `batchmates audit`, whose modes are told apart by what they are given. */
export function defineAuditCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('audit')
    .summary(
      'tell whether a model reads its batchmates, compare predictions, or tell how batches are composed',
    )
    .argument('[model]', 'an ONNX file with its batch norms (docs/audit.md says how to write one)')
    .option('--seed <number>', 'of random arrangements', seedNumber, 0);
  defineModelOptions(command);
  command
    .optionsGroup('Without a model:')
    .option(
      '--batches <file>',
      'a row for each place in a batch: batch, image (or id), and optionally epoch, counted and label (CSV, npz, Arrow, Parquet)',
    )
    .option(
      '--predictions <files...>',
      'a row for each image: id, label, and predicted, probabilities, logits or p0 to pN; the first file is the reference',
    )
    .option('--labels <file>', 'a row for each image: id (or image) and label')
    .action(
      async (model: string | undefined, { batches, predictions, labels, seed, ...choice }: AuditChoice) =>
        (await import('../commands/audit.ts')).audit({
          ...context,
          ...{ batches, predictions, labels, seed },
          model: model === undefined ? undefined : { file: model, ...choice },
          modelOptions: givenOptions(choice),
          // The words after `batchmates audit`, of which the pipeline file keeps note.
          words: program.args.slice(1),
        }),
    );
}

function defineModelOptions(command: Command): void {
  command
    .optionsGroup('With a model:')
    .option('--images <folder>', 'images to test it on, <class>/<image>')
    .option('--batch-size <images>', 'images in a batch of its training', count)
    .option(
      '--trained-on <batches>',
      'how these were composed: random, balanced, pk, sorted or stream; absent: random',
    )
    .option('--measured-as <protocol>', 'how images meet when its error is measured; absent: as in training')
    .option(
      '--served-as <protocol>',
      'how images meet when it is used: random, stream, ...; absent: standard, each alone with fixed statistics',
    )
    .option('--order <table>', 'the order of the images, for stream: a column id of <class>/<image>')
    .option('--classes <file>', 'names of its outputs, a line each; absent: the class folders, sorted')
    .option('--reference <file>', 'images and answers of the program that trained it, to check against')
    .option('--training-images <folder>', 'pool fixed statistics over these; absent: those in the file')
    .option('--resize <pixels>', 'side to which images are resized; absent: 8/7 of the crop', count)
    .option('--crop <pixels>', "side of the middle that it sees; absent: its input's, else 224", count)
    .option(
      '--mean <numbers>',
      "of the pixels (0-1) of each colour, with commas; absent: ImageNet's",
      numbers,
    )
    .option('--std <numbers>', "the same; absent: ImageNet's", numbers)
    .option('--name <name>', "of the pipeline, after audit-; absent: the model file's")
    .option('--no-layers', 'leave out the comparison of layers, which takes most of the time')
    .option('--bgr', 'it was trained on BGR')
    .option('--arrangements <number>', 'random arrangements of each kind; absent: 4', count)
    .option('--limit <images>', 'test on a sample of so many images; absent: all', count);
}

/** What `batchmates audit` may be told. */
interface AuditChoice extends Omit<ModelChoice, 'file'> {
  readonly batches?: string;
  readonly predictions?: readonly string[];
  readonly labels?: string;
  readonly seed: number;
}

/** The options of a model that were given, by their names. */
function givenOptions({ layers, ...choice }: Omit<ModelChoice, 'file'>): readonly string[] {
  const names = [...Object.keys(choice), ...(layers === false ? ['noLayers'] : [])];
  return names.map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
}

function seedNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0');
  return Number(text);
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(text);
}

function numbers(text: string): readonly number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.every(Number.isFinite)) return values;
  throw new InvalidArgumentError('expected numbers with commas, such as 0.485,0.456,0.406');
}
