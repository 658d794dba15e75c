// One line for each stage of this package: the data sources, and what prepares them.
export { cifar10 } from './cifar10/cifar10.ts';
export { glyphs } from './glyphs/glyphs.ts';
export { imageFolder } from './image-folder/image-folder.ts';
export { imagenet } from './imagenet/imagenet.ts';
export { sampleClasses } from './imagenet/sample-classes.ts';
export { subset } from './subset/subset.ts';
