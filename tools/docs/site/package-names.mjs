import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Comment, Converter, ReflectionKind } from 'typedoc';

/**
 * Modules are called as they are imported: by the names of their packages, with what their package.json says of them.
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    const folder = /^(?:packages\/)?([^/]+)(?:\/src.*)?$/.exec(reflection.name)?.[1];
    if (folder === undefined) return;
    const file = join(import.meta.dirname, '../../../packages', folder, 'package.json');
    const { name, description } = JSON.parse(readFileSync(file, 'utf8'));
    reflection.name = name;
    reflection.comment ??= new Comment([{ kind: 'text', text: description }]);
  });
}
