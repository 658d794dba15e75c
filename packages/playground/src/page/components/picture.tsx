import { useLayoutEffect, useRef } from 'preact/hooks';
import { toRgba } from '../rgba.ts';
import { usePage } from '../site-context.ts';
import type { Picture } from '../state/pictures.ts';

/** A picture without its margin, pixel by pixel; what it shows is said by the button around it. */
export function PictureView({ picture }: { picture: Picture }) {
  const { data, pixelsOf } = usePage();
  const { height, width, channels } = data.image;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const image = new ImageData(toRgba(pixelsOf(picture), channels), width, height);
    canvas.current?.getContext('2d')?.putImageData(image, -data.padding, -data.padding);
  }, [picture, pixelsOf]);
  return (
    <canvas
      ref={canvas}
      class="picture"
      width={width - 2 * data.padding}
      height={height - 2 * data.padding}
      aria-hidden="true"
    />
  );
}
