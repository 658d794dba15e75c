import { spawn } from 'node:child_process';

/**
 * Runs a program to its end, its output on this process's; gives whether it succeeded.
 * @param {readonly string[]} command the program and its first arguments
 * @param {readonly string[]} args
 * @param {string} folder in which it runs
 * @returns {Promise<boolean>}
 */
export function run([program, ...first], args, folder) {
  return new Promise((resolve) => {
    const child = spawn(/** @type {string} */ (program), [...first, ...args], {
      cwd: folder,
      stdio: 'inherit',
      // Only package managers without a path of their own go by their name, which is a script on Windows.
      shell: process.platform === 'win32' && program !== process.execPath,
    });
    child.on('error', (error) => {
      process.stderr.write(`create-batchmates: ${program} did not start: ${error.message}\n`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}
