import type { Drag } from '../hooks/use-drag.ts';
import { PictureView } from './picture.tsx';

/** The picture under the pointer while it is dragged. */
export function DragGhost({ drag: { picture, x, y } }: { drag: Drag }) {
  return (
    <div class="ghost" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <PictureView picture={picture} />
    </div>
  );
}
