import { cifar10 } from './cifar10/cifar10.ts';
import { glyphs } from './glyphs/glyphs.ts';
import { imageFolder } from './image-folder/image-folder.ts';
import { imagenet } from './imagenet/imagenet.ts';
import { sampleClasses } from './imagenet/sample-classes.ts';

export { cifar10 } from './cifar10/cifar10.ts';
export { glyphs } from './glyphs/glyphs.ts';
export { imageFolder } from './image-folder/image-folder.ts';
export { imagenet } from './imagenet/imagenet.ts';
export { sampleClasses } from './imagenet/sample-classes.ts';

/** The stages of this package, for the composition root to register. */
export const stages = [cifar10, glyphs, imageFolder, sampleClasses, imagenet];
