import { useRef, useState } from 'preact/hooks';
import type { SiteData } from '../../site-data.ts';
import { readPicture } from '../read-picture.ts';

/** The visitor's own pictures, uint8 `[height, width, channels]` each, and how another is added. */
export interface OwnPictures {
  readonly own: readonly Uint8Array[];
  readonly addOwn: (file: Blob) => void;
}

/** Keeps the visitor's pictures while the page is open; `onAdded` hears of the place of a new one, `onRefused` of other files. */
export function useOwnPictures(
  data: Pick<SiteData, 'image' | 'padding'>,
  { onAdded, onRefused }: { readonly onAdded: (place: number) => void; readonly onRefused: () => void },
): OwnPictures {
  const [own, setOwn] = useState<readonly Uint8Array[]>([]);
  const count = useRef(0);
  return {
    own,
    addOwn: (file) => {
      readPicture(file, data).then((pixels) => {
        setOwn((former) => [...former, pixels]);
        onAdded(count.current++);
      }, onRefused);
    },
  };
}
