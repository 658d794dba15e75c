/** A typeface family of the npm package `@fontsource/<name>`. */
export interface Family {
  readonly name: string;
  readonly style: 'sans' | 'serif' | 'monospace' | 'display' | 'handwriting';
}

/** The families of each split; no family is in both, and both have every style. Chosen in docs/decisions/0201-glyphs.md. */
export const families: { readonly train: readonly Family[]; readonly test: readonly Family[] } = {
  train: [
    ...of('sans', 'anton', 'didact-gothic', 'gudea', 'lato', 'oxygen', 'quattrocento-sans', 'varela-round'),
    ...of('serif', 'arvo', 'cardo', 'crimson-text', 'old-standard-tt', 'pt-serif', 'ultra', 'vollkorn-sc'),
    ...of(
      'monospace',
      'anonymous-pro',
      'cousine',
      'cutive-mono',
      'inconsolata',
      'nova-mono',
      'share-tech-mono',
      'vt323',
    ),
    ...of(
      'display',
      'abril-fatface',
      'alfa-slab-one',
      'audiowide',
      'bangers',
      'bungee',
      'chango',
      'creepster',
    ),
    ...of('display', 'limelight', 'pirata-one', 'press-start-2p', 'special-elite'),
    ...of('handwriting', 'amatic-sc', 'architects-daughter', 'courgette', 'homemade-apple', 'indie-flower'),
    ...of('handwriting', 'kalam', 'pacifico', 'patrick-hand', 'satisfy'),
  ],
  test: [
    ...of('sans', 'pt-sans', 'questrial'),
    ...of('serif', 'libre-baskerville', 'rokkitt'),
    ...of('monospace', 'courier-prime', 'space-mono'),
    ...of('display', 'black-ops-one', 'lobster', 'righteous', 'rye', 'uncial-antiqua'),
    ...of('handwriting', 'caveat', 'gloria-hallelujah', 'kaushan-script', 'permanent-marker', 'rock-salt'),
  ],
};

function of(style: Family['style'], ...names: readonly string[]): Family[] {
  return names.map((name) => ({ name, style }));
}
