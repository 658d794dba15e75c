import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** How many seats stand side by side, and whether the networks' names fit beside them. */
export interface Columns {
  readonly columns: number;
  readonly wide: boolean;
}

/** Least width of a seat and of the column of names, in CSS pixels. */
const SEAT = { narrow: 66, wide: 64 };
const NAMES = 164;
const WIDE_FROM = 640;

/** Divides `seats` into rows of nearly equal length that fit the element's width. */
export function useColumns(seats: number): [RefObject<HTMLDivElement | null>, Columns] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(WIDE_FROM);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => {
      setWidth(current.clientWidth);
    });
    observer.observe(current);
    setWidth(current.clientWidth);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, columnsFor(seats, width)];
}

/** The columns for a width in CSS pixels. */
export function columnsFor(seats: number, width: number): Columns {
  const wide = width >= WIDE_FROM;
  const most = Math.max(1, Math.floor(wide ? (width - NAMES) / SEAT.wide : width / SEAT.narrow));
  const rows = Math.ceil(seats / most);
  return { columns: Math.ceil(seats / rows), wide };
}
