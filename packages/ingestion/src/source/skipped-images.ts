import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import type { Progress } from '@batchmates/stage';
import type { SkippedRow, SourceRow } from './source.ts';

/** The images that were left out, and whether their classes have others. */
export class SkippedImages {
  readonly #classNames: readonly string[];
  readonly #skipped: SkippedRow[] = [];
  /** Labels of the images that were not skipped, by split. */
  readonly #kept = new Map<string, Set<number>>();

  constructor(classNames: readonly string[]) {
    this.#classNames = classNames;
  }

  get length(): number {
    return this.#skipped.length;
  }

  /** Notes a row of the data set, or one that was skipped. */
  see(row: SourceRow | SkippedRow): void {
    if ('skipped' in row) this.#skipped.push(row);
    else {
      const labels = this.#kept.get(row.split);
      if (labels === undefined) this.#kept.set(row.split, new Set([row.label]));
      else labels.add(row.label);
    }
  }

  /** Throws a `UserError` when all images of a class were skipped in a split. */
  checkClasses(): void {
    const lost = this.#skipped.find(({ split, label }) => this.#kept.get(split)?.has(label) !== true);
    if (lost === undefined) return;
    throw new UserError({
      code: 'ingestion/empty-class',
      what: `class ${this.#classNames[lost.label]} of ${lost.split}`,
      expected: 'a usable image',
      received: 'none: all were skipped',
      remedy: 'mend one of its files, or leave the class out',
    });
  }

  /** Writes `skipped.json` beside the shards, when an image was skipped, and says so. */
  async write(output: string, progress: Progress): Promise<void> {
    if (this.length === 0) return;
    const list = this.#skipped.map(({ id, skipped: reason }) => ({ id, reason }));
    await writeFile(join(output, 'skipped.json'), `${JSON.stringify(list, undefined, 2)}\n`);
    progress.note(`skipped ${this.length} bad image${this.length === 1 ? '' : 's'}: see skipped.json`);
  }
}
