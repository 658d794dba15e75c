import type { ImagePlace } from '../images/image-place.ts';

/** An image of a class: its name and where its bytes lie. */
export interface SourceImage {
  /** File name from the class's folder, e.g. `n01440764_10026.JPEG`; in a tar from the folder that all of its images are in. */
  readonly name: string;
  readonly place: ImagePlace;
}
