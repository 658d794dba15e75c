/** @type {{ readonly program: string, readonly workspace: string }} */
let running;

/**
 * Told the URL of the module that imports third parties' modules, and that of the workspace.
 * @param {typeof running} data
 */
export function initialize(data) {
  running = data;
}

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  // A package that a pipeline names is one of the workspace.
  if (context.parentURL === running.program && /^[@\w]/.test(specifier) && !specifier.includes(':')) {
    return next(specifier, { ...context, parentURL: running.workspace });
  }
  if (isOurs(specifier) && context.parentURL?.includes('/node_modules/') === false) {
    return next(specifier, { ...context, parentURL: running.program });
  }
  return next(specifier, context);
}

/** @param {string} specifier */
function isOurs(specifier) {
  return specifier.startsWith('@batchmates/') || specifier === 'zod' || specifier.startsWith('zod/');
}
