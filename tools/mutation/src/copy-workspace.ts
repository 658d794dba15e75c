import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Copies the files of the repository `root` that git knows or would add to the folder `workspace`. Installed packages are links
 * to those of `root`, except the repository's own, which are those of the copy: code that is mutated there is what every package
 * of the copy imports.
 */
export function copyWorkspace(root: string, workspace: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  for (const file of listed.split('\0')) {
    // A file that was deleted and is still in git's index; and links to folders, which `node_modules/` in .gitignore does not mean.
    if (file === '' || !existsSync(join(root, file)) || /(^|\/)(node_modules|\.cache)$/.test(file)) continue;
    cpSync(join(root, file), join(workspace, file), { verbatimSymlinks: true });
  }
  linkPackages(join(root, 'node_modules'), join(workspace, 'node_modules'));
  for (const folder of [...inside(root, 'packages'), ...inside(root, 'tools'), 'bench']) {
    const nested = join(root, folder, 'node_modules');
    if (existsSync(nested)) symlinkSync(nested, join(workspace, folder, 'node_modules'));
  }
  // Engines that were fetched.
  if (existsSync(join(root, '.cache'))) symlinkSync(join(root, '.cache'), join(workspace, '.cache'));
}

function linkPackages(installed: string, target: string): void {
  mkdirSync(target);
  for (const entry of readdirSync(installed, { withFileTypes: true })) {
    const [from, to] = [join(installed, entry.name), join(target, entry.name)];
    if (entry.isDirectory() && entry.name.startsWith('@')) linkPackages(from, to);
    // Links of node_modules are relative: copied, they lead to the copy's own packages.
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else symlinkSync(from, to);
  }
}

function inside(root: string, folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

/** Copies the folder `path` of a workspace to `target`, under the same path. */
export function keepOriginals(workspace: string, path: string, target: string): void {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(join(workspace, path), join(target, path), { recursive: true });
}
