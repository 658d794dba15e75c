import { useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** One stop of the tab key for many buttons: arrow keys, Home and End move among those that carry `data-rove`. */
export interface RovingFocus<Container extends HTMLElement> {
  readonly container: RefObject<Container | null>;
  /** The `tabIndex` of a button by its place. */
  readonly tabIndexOf: (place: number) => 0 | -1;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** A button got the focus in another way. */
  readonly onFocus: (place: number) => void;
}

/** Roving focus over `count` buttons. */
export function useRovingFocus<Container extends HTMLElement>(count: number): RovingFocus<Container> {
  const container = useRef<Container>(null);
  const [active, setActive] = useState(0);
  const current = Math.min(active, Math.max(0, count - 1));
  return {
    container,
    tabIndexOf: (place) => (place === current ? 0 : -1),
    onFocus: setActive,
    onKeyDown: (event) => {
      const buttons = [...(container.current?.querySelectorAll<HTMLElement>('[data-rove]') ?? [])];
      const place = buttons.findIndex((button) => button === event.target);
      const target = place < 0 ? undefined : placeAfter(event.key, place, buttons);
      if (target === undefined) return;
      event.preventDefault();
      setActive(target);
      buttons[target]?.focus();
    },
  };
}

function placeAfter(key: string, place: number, buttons: readonly HTMLElement[]): number | undefined {
  const last = buttons.length - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, place + 1);
    case 'ArrowLeft':
      return Math.max(0, place - 1);
    case 'ArrowDown':
      return inNextRow(place, buttons, 1);
    case 'ArrowUp':
      return inNextRow(place, buttons, -1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** The button of the next or former row that stands nearest to this one. */
function inNextRow(place: number, buttons: readonly HTMLElement[], direction: 1 | -1): number {
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const here = boxes[place]!;
  const beyond = boxes.filter(({ top }) => direction * (top - here.top) > here.height / 2);
  if (beyond.length === 0) return place;
  const row = beyond.reduce((nearest, box) => (direction * (box.top - nearest.top) < 0 ? box : nearest));
  const inRow = beyond.filter(({ top }) => Math.abs(top - row.top) < here.height / 2);
  const best = inRow.reduce((nearest, box) =>
    Math.abs(box.left - here.left) < Math.abs(nearest.left - here.left) ? box : nearest,
  );
  return boxes.indexOf(best);
}
