/** @type {{ readonly program: string, readonly packages: Readonly<Record<string, string>> }} */
let running;

/**
 * Told where the compiled program is, and which file of it each package of the workspace is.
 * @param {typeof running} data
 */
export function initialize(data) {
  running = data;
}

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  const file = Object.hasOwn(running.packages, specifier) ? running.packages[specifier] : undefined;
  return file === undefined
    ? next(specifier, context)
    : { url: new URL(file, running.program).href, format: 'module', shortCircuit: true };
}
