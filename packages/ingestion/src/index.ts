import { cifar10 } from './cifar10/cifar10.ts';

export { cifar10 } from './cifar10/cifar10.ts';

/** The stages of this package, for the composition root to register. */
export const ingestionStages = [cifar10] as const;
