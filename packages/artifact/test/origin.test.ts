import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { originOf, writeArtifact, type Artifact } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const made = async (
  stage: string,
  params: Record<string, unknown>,
  inputs: Readonly<Record<string, readonly Artifact[]>> = {},
): Promise<Artifact> => {
  const directory = join(await temporaryFolder(), stage);
  const identities = Object.entries(inputs).map(([name, all]) => [name, all.map(({ identity }) => identity)]);
  const names = { instance: `any.${stage}`, variant: { any: stage } };
  const read = Object.fromEntries(identities) as Record<string, string[]>;
  const manifest = { type: 'numbers', stage, params, inputs: read, ...names };
  return writeArtifact({ directory, manifest, from: Object.values(inputs).flat() }, (folder) =>
    writeFile(join(folder, 'stage.txt'), stage),
  );
};

it('the origin of an artifact reaches back to the first stages, without names', async () => {
  const first = await made('first', { from: 1 });
  const second = await made('second', { scale: 2 }, { numbers: [first] });
  const third = await made('third', {}, { many: [first, second], none: [] });
  const origin = { type: 'numbers', stage: 'first', params: { from: 1 }, inputs: {} };
  expect(originOf(first)).toEqual(origin);
  expect(originOf(third)).toEqual({
    type: 'numbers',
    stage: 'third',
    params: {},
    inputs: {
      many: [
        origin,
        { type: 'numbers', stage: 'second', params: { scale: 2 }, inputs: { numbers: [origin] } },
      ],
      none: [],
    },
  });
  expect(Object.keys(third.manifest.ancestors).toSorted()).toEqual(
    [first.identity, second.identity].toSorted(),
  );
});
