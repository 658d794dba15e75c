/** How a network is called on the page: `Balanced training` for the one named `balanced`. */
export function trainingTitle(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} training`;
}
