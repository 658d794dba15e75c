import { UserError } from '@batchmates/errors';
import { match } from 'ts-pattern';
import type { Cifar10Params } from './cifar10-params.ts';
import type { CifarFile, CifarManifest } from './manifest.ts';

/** The files of each split, and a description of the choice. */
export interface ChosenFiles {
  readonly train: readonly CifarFile[];
  readonly test: readonly CifarFile[];
  readonly description: string;
}

/** Applies a split to a manifest; names may leave out `.bin`. Throws a `UserError` for a name it does not list. */
export function chooseFiles(manifest: CifarManifest, split: Cifar10Params['split']): ChosenFiles {
  return match(split)
    .with({ kind: 'official' }, () => ({
      train: manifest.files.filter((file) => file.split === 'train'),
      test: manifest.files.filter((file) => file.split === 'test'),
      description: `${manifest.title}, official split`,
    }))
    .with({ kind: 'holdout' }, ({ heldOut, train }) => {
      const test = find(manifest, heldOut);
      const official = manifest.files.filter((file) => file.split === 'train' && file !== test);
      const files = train?.map((name) => find(manifest, name)) ?? official;
      checkDisjoint(files, test);
      return {
        train: files,
        test: [test],
        description: `${manifest.title}, hold-out of ${base(test)} (${describe(files)})`,
      };
    })
    .exhaustive();
}

function find(manifest: CifarManifest, name: string): CifarFile {
  const file = manifest.files.find((candidate) => candidate.name === name || base(candidate) === name);
  if (file !== undefined) return file;
  throw new UserError({
    code: 'cifar10/unknown-file',
    what: 'split',
    expected: `one of ${manifest.files.map(base).join(', ')}`,
    received: name,
  });
}

function checkDisjoint(train: readonly CifarFile[], test: CifarFile): void {
  const seen = new Set<CifarFile>([test]);
  for (const file of train) {
    if (seen.has(file)) {
      throw new UserError({
        code: 'cifar10/file-twice',
        what: 'split',
        expected: 'training files that differ from each other and from the held-out one',
        received: `${base(file)} twice`,
      });
    }
    seen.add(file);
  }
}

function describe(files: readonly CifarFile[]): string {
  return `trained on ${files.map(base).join(', ')}`;
}

function base(file: CifarFile): string {
  return file.name.replace(/\.bin$/, '');
}
