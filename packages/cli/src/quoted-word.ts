/** A word as it is typed in a shell. */
export function quotedWord(word: string): string {
  return /^[\w./:,=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
