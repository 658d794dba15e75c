import { useEffect, useRef, useState } from 'preact/hooks';
import type { Picture } from '../state/pictures.ts';
import type { Held } from '../state/playground-state.ts';

/** A picture on its way, with the pointer in CSS pixels of the window. */
export interface Drag {
  readonly held: Held;
  readonly picture: Picture;
  readonly x: number;
  readonly y: number;
  /** The seat under the pointer. */
  readonly over: number | undefined;
}

/** Begins a drag when the pointer that was pressed moves. */
export type StartDrag = (event: PointerEvent, held: Held, picture: Picture) => void;

/** How far a pointer moves before a press is a drag, in CSS pixels. */
const SLACK = 6;

/** Dragging by mouse, pen or finger; `onDrop` hears of a drop on a seat (an element with `data-seat`). Escape ends a drag. */
export function useDrag(onDrop: (held: Held, seat: number) => void): {
  readonly drag: Drag | undefined;
  readonly startDrag: StartDrag;
} {
  const [drag, setDrag] = useState<Drag | undefined>(undefined);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  const stop = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const startDrag: StartDrag = (pressed, held, picture) => {
    if (pressed.button !== 0 || !pressed.isPrimary) return;
    stop.current?.();
    let moving = false;
    const listening = new AbortController();
    const end = () => {
      listening.abort();
      setDrag(undefined);
    };
    stop.current = end;
    const { signal } = listening;
    const listen = <Name extends keyof WindowEventMap>(
      name: Name,
      hear: (event: WindowEventMap[Name]) => void,
    ) => {
      window.addEventListener(name, hear, { signal });
    };
    listen('pointermove', (event) => {
      if (event.pointerId !== pressed.pointerId) return;
      moving ||= Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > SLACK;
      if (moving) setDrag({ held, picture, x: event.clientX, y: event.clientY, over: seatAt(event) });
    });
    listen('pointerup', (event) => {
      if (event.pointerId !== pressed.pointerId) return;
      end();
      if (!moving) return;
      swallowClick();
      const seat = seatAt(event);
      if (seat !== undefined) drop.current(held, seat);
    });
    listen('pointercancel', end);
    listen('keydown', ({ key }) => {
      if (key === 'Escape') end();
    });
  };
  return { drag, startDrag };
}

function seatAt({ clientX, clientY }: PointerEvent): number | undefined {
  const element = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-seat]');
  return element === null || element === undefined ? undefined : Number(element.dataset['seat']);
}

/** The release of a drag that ends where it began is a click to the browser, not to the visitor. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => {
    window.removeEventListener('click', swallow, { capture: true });
  });
}
