import type koffi from 'koffi';

/** The foreign-function library, as a value: it is loaded on first use, not on import of this package. */
export type Koffi = typeof koffi;

/** Loads koffi's native part; throws where there is none for this platform. */
export async function loadKoffi(): Promise<Koffi> {
  return (await import('koffi')).default;
}
