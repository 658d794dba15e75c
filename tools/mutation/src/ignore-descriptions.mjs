// A plugin of Stryker, loaded by plain Node: leaves out the texts that tell a reader what an option, stage or strategy is. Programs
// do not act on them.

/**
 * A path of Babel's, as far as it is read.
 * @typedef {{ node: { type: string }, key: string | number | null, parent: {
 *   type: string, callee?: { property?: { name?: string } }, key?: { name?: string },
 * } }} NodePath
 */

/**
 * Why the node is left out, if it is.
 * @param {NodePath} path
 * @returns {string | undefined}
 */
export function shouldIgnore({ key, parent }) {
  const described = parent.type === 'CallExpression' && parent.callee?.property?.name === 'describe';
  const summary = parent.type === 'ObjectProperty' && parent.key?.name === 'summary' && key === 'value';
  return (described && key !== 'callee') || summary ? 'a description' : undefined;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'descriptions', factory: () => ({ shouldIgnore }) }];
