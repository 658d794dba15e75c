import { hash } from 'node:crypto';
import type { Duplicates } from '@batchmates/dataset';
import type { SourceRow } from './source.ts';

type Member = Duplicates['groups'][number][number];

/** Groups listed in full: enough to look at, and the file stays small. */
const LISTED = 1000;

/** Finds images of equal content: equal pixels, or equal files where these are kept as they are. */
export class DuplicateImages {
  readonly #members = new Map<string, Member[]>();

  /** Notes an image. */
  see({ split, id, label, image }: SourceRow): void {
    const digest = hash('sha1', image, 'base64');
    const members = this.#members.get(digest);
    if (members === undefined) this.#members.set(digest, [{ split, id, label }]);
    else members.push({ split, id, label });
  }

  /** What was found; `undefined` when no two images are equal. */
  found(): Duplicates | undefined {
    const groups = [...this.#members.values()].filter(({ length }) => length > 1);
    if (groups.length === 0) return undefined;
    const repeated: Record<string, number> = {};
    let [testInTrain, contradictory] = [0, 0];
    for (const group of groups) {
      const inSplit = (name: string) => group.filter(({ split }) => split === name).length;
      for (const split of new Set(group.map((member) => member.split)))
        if (inSplit(split) > 1) repeated[split] = (repeated[split] ?? 0) + inSplit(split) - 1;
      if (inSplit('train') > 0) testInTrain += inSplit('test');
      if (group.some(({ label }) => label !== group[0]!.label)) contradictory += group.length;
    }
    return { testInTrain, repeated, contradictory, groups: groups.slice(0, LISTED) };
  }
}
