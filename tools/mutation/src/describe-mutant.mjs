/**
 * A mutant of Stryker, as far as it is read here; lines and columns from 0.
 * @typedef {{ line: number, column: number }} Position
 * @typedef {{ mutatorName: string, replacement?: string | undefined, location: { start: Position, end: Position } }} Mutant
 */

/**
 * A mutant in words: `code` is the whole line on which it starts, `original` and `replacement` what is exchanged; runs of white
 * space count as one space. `line` starts at 1. It is found again when lines above it come or go.
 * @typedef {{ file: string, line: number, code: string, mutator: string, original: string, replacement: string }} DescribedMutant
 */

/**
 * Describes a mutant of a file.
 * @param {string} file
 * @param {string} source Text of the file.
 * @param {Mutant} mutant
 * @returns {DescribedMutant}
 */
export function describeMutant(file, source, { mutatorName, replacement = '', location: { start, end } }) {
  const lines = source.split('\n').slice(start.line, end.line + 1);
  const code = lines[0] ?? '';
  const last = lines.length - 1;
  const original = lines
    .map((line, at) => line.slice(at === 0 ? start.column : 0, at === last ? end.column : undefined))
    .join('\n');
  return {
    file,
    line: start.line + 1,
    code: plain(code),
    mutator: mutatorName,
    original: plain(original),
    replacement: plain(replacement),
  };
}

/**
 * What tells a mutant from the others of its package, wherever its line stands.
 * @param {Pick<DescribedMutant, 'file' | 'code' | 'original' | 'replacement'>} mutant
 * @returns {string}
 */
export function mutantKey({ file, code, original, replacement }) {
  return JSON.stringify([file, code, original, replacement]);
}

/** @param {string} text */
function plain(text) {
  return text.replace(/\s+/g, ' ').trim();
}
