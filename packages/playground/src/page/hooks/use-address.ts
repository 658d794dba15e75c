import { useEffect } from 'preact/hooks';
import { readAddress, writeAddress } from '../state/address.ts';
import type { LabelledShelf } from '../state/pictures.ts';
import type { PlaygroundState } from '../state/playground-state.ts';

/** Keeps the state in the fragment of the address, without a step of history each; `onState` hears of addresses that the visitor enters. */
export function useAddress(
  state: PlaygroundState,
  { shelf, onState }: { readonly shelf: LabelledShelf; readonly onState: (state: PlaygroundState) => void },
): void {
  const fragment = writeAddress(state, shelf);
  useEffect(() => {
    history.replaceState(null, '', `#${fragment}`);
  }, [fragment]);
  useEffect(() => {
    const read = () => {
      onState(readAddress(location.hash, shelf));
    };
    addEventListener('hashchange', read);
    return () => {
      removeEventListener('hashchange', read);
    };
  }, [shelf]);
}
