/** Characters of a name at most: with an ending it fits into the 255 bytes that file systems take. */
const LONGEST = 200;

/**
 * Names for files, one for each: letters, digits, `_`, `.` and `-` stay, anything else becomes `-`, and none is hidden or looks like an
 * option. Names that would be the same to a file system that takes `A` for `a` are numbered: `a`, `A-2`.
 */
export function safeNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe =
      name
        .replace(/[^\w.-]/g, '-')
        .replace(/^[.-]/, '_')
        .slice(0, LONGEST) || '_';
    let unique = safe;
    for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${safe}-${number}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
