import { UserError } from '@batchmates/errors';

/** A form of CIFAR that is not read, and names by which it is known. */
interface OtherForm {
  readonly name: string;
  /** Base names of its files; each group tells. */
  readonly files: readonly (readonly string[])[];
  /** What its publisher calls the folder, and the archive without its ending. */
  readonly called: readonly string[];
}

const OTHER_FORMS: readonly OtherForm[] = [
  {
    name: 'the Python version (pickles)',
    files: [['batches.meta'], ['data_batch_1', 'test_batch']],
    called: ['cifar-10-batches-py', 'cifar-10-python'],
  },
  {
    name: 'the Matlab version',
    files: [['batches.meta.mat'], ['data_batch_1.mat', 'test_batch.mat']],
    called: ['cifar-10-batches-mat', 'cifar-10-matlab'],
  },
  {
    name: 'CIFAR-100',
    files: [
      ['fine_label_names.txt'],
      ['train.bin', 'test.bin'],
      ['train', 'test', 'meta'],
      ['train.mat', 'test.mat', 'meta.mat'],
    ],
    called: ['cifar-100-binary', 'cifar-100-python', 'cifar-100-matlab'],
  },
];

/** Which form of CIFAR that is not read has files of these base names; `undefined` for none. */
export function otherForm(files: readonly string[]): string | undefined {
  const has = (name: string) => files.includes(name);
  return OTHER_FORMS.find((form) => form.files.some((group) => group.every(has)))?.name;
}

/** Which form the publisher calls so, as a folder or an archive; `undefined` for none. */
export function otherFormCalled(name: string): string | undefined {
  const stem = name.replace(/\.(tar\.gz|tgz|tar)$/, '');
  return OTHER_FORMS.find(({ called }) => called.includes(stem))?.name;
}

/** The mistake of a folder or archive that holds another form. */
export function otherFormError(what: string, received: string): UserError {
  return new UserError({
    code: 'cifar10/other-form',
    what,
    expected: 'CIFAR-10, binary version',
    received,
    remedy: 'get cifar-10-binary.tar.gz, or set `source: download`',
  });
}
