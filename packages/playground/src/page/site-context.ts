import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SiteData } from '../site-data.ts';
import type { StartDrag } from './hooks/use-drag.ts';
import type { PixelsOf } from './site.ts';
import type { Action } from './state/playground-state.ts';

/** What nearly every part of the page needs. */
export interface PageContext {
  readonly data: SiteData;
  readonly pixelsOf: PixelsOf;
  readonly act: (action: Action) => void;
  readonly startDrag: StartDrag;
}

/** See `PageContext`. */
export const PageParts = createContext<PageContext | undefined>(undefined);

/** The context of the page. */
export function usePage(): PageContext {
  const context = useContext(PageParts);
  if (context === undefined) throw new Error('internal: a part of the page outside of it');
  return context;
}
