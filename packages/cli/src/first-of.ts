/** The first of some names, and how many more there are: `train.0 and 3 more`. */
export function firstOf([first, ...others]: readonly string[]): string {
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more`;
}
