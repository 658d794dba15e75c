import { cifar10 } from './cifar10/cifar10.ts';
import { glyphs } from './glyphs/glyphs.ts';

export { cifar10 } from './cifar10/cifar10.ts';
export { glyphs } from './glyphs/glyphs.ts';

/** The stages of this package, for the composition root to register. */
export const ingestionStages = [cifar10, glyphs] as const;
