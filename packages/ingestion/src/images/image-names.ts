import { extname } from 'node:path';
import sharp from 'sharp';

/** Formats that are read: pixels, one picture a file. SVG is a drawing without a size of its own. */
export const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'] as const;

/** File name endings of the images that are read, as the installed sharp lists them: `.jpg`, `.jfif`, `.avif`, ... */
const READ: ReadonlySet<string> = new Set(
  FORMATS.flatMap((format) => {
    const { input } = sharp.format[format] as { input: { buffer: boolean; fileSuffix?: readonly string[] } };
    return input.buffer ? (input.fileSuffix ?? []) : [];
  }),
);

/** Endings of images that are not read. A file called so is an image that would be missed. */
const UNREAD: ReadonlySet<string> = new Set(
  (
    '.bmp .dib .heic .heif .hif .jxl .jp2 .j2k .jpf .svg .svgz .ico .ppm .pgm .pbm .pnm .pfm .tga .psd .exr .hdr ' +
    '.dng .cr2 .cr3 .nef .arw .raf .orf .rw2 .pcx .xcf .dds .fits .dcm .npy'
  ).split(' '),
);

/** What a file is by the ending of its name. */
export function kindOfName(name: string): 'image' | 'other image' | 'no image' {
  const ending = extname(name).toLowerCase();
  return READ.has(ending) ? 'image' : UNREAD.has(ending) ? 'other image' : 'no image';
}

/** The endings that are read, for messages: `.jpg, .jpeg, ...`. */
export const readableNames = [...READ].join(', ');
