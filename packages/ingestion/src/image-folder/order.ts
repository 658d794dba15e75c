import { UnreadableFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { firstColumn, readTable, tableError, texts } from '@batchmates/tables';
import type { ImageToDecode } from '../images/decode-images.ts';

/** Names of the column that says which image a row is. */
const COLUMNS = ['id', 'image', 'file', 'path'] as const;

/** An order of images. */
export interface Order {
  readonly file: string;
  /** `<class>/<image>` each. */
  readonly ids: readonly string[];
}

/** Reads an order from a table with a column `id`. Throws a `UserError` when there is none, or an image comes twice. */
export async function readOrder(file: string): Promise<Order> {
  const table = await readTable(file, (name) => COLUMNS.some((column) => column === name)).catch(
    (cause: unknown) => {
      if (!(cause instanceof UnreadableFile)) throw cause;
      throw new UserError({
        code: 'image-folder/order',
        what: `order: ${file}`,
        received: cause.reason,
        cause,
      });
    },
  );
  const column = firstColumn(table, COLUMNS);
  const ids = texts(table, column).map((id) => id.replaceAll('\\', '/').replace(/^\.\//, ''));
  const seen = new Set<string>();
  for (const [row, id] of ids.entries()) {
    if (seen.has(id))
      throw tableError(table, { column, row, expected: 'each image once', received: `${id} again` });
    seen.add(id);
  }
  return { file, ids };
}

/** Images in an order. Throws a `UserError` (`image-folder/order`) when it does not have each of them, or others. */
export function inOrder<Image extends Pick<ImageToDecode, 'id'>>(
  images: readonly Image[],
  { file, ids }: Order,
): readonly Image[] {
  const known = new Map(images.map((image) => [image.id, image]));
  const ordered = ids.map((id) => {
    const image = known.get(id);
    if (image !== undefined) return image;
    throw new UserError({
      code: 'image-folder/order',
      what: `order: ${file}`,
      expected: `images of the split as <class>/<image>, such as ${images[0]?.id ?? 'none'}`,
      received: id,
    });
  });
  const named = new Set(ids);
  const missing = images.filter(({ id }) => !named.has(id));
  if (missing.length === 0) return ordered;
  throw new UserError({
    code: 'image-folder/order',
    what: `order: ${file}`,
    expected: `all ${images.length} images of the split`,
    received: `${ids.length}, without ${missing[0]!.id}`,
    remedy: 'add them, or take them out of the folder',
  });
}
