import { listingStyle } from '@batchmates/report';

/** Style sheet of the start page: what it has besides a list. */
export const pageStyle = `${listingStyle}
#lost, #trouble, #mistakes { border: 2px solid var(--series-2); border-radius: 8px; padding: 0.6rem 0.9rem; max-width: none; }
.item .state { font-weight: 600; color: var(--muted); white-space: nowrap; }
.item.running { border-left-color: var(--series-1); }
.item.running .state { color: var(--series-1); }
.item.current { border-left-color: var(--series-3); }
.item.current .state { color: var(--series-3); }
.item.failed { border-left-color: var(--series-2); }
.item.failed .state { color: var(--series-2); }
.bar progress { width: 100%; height: 0.7rem; accent-color: var(--series-1); }
.bar p { margin: 0; font-size: 0.92rem; font-variant-numeric: tabular-nums; max-width: none; }
.reasons { list-style: none; padding: 0; margin: 0; max-width: none; color: var(--muted); }
.reasons li { margin: 0.1rem 0; font-size: 0.92rem; overflow-wrap: anywhere; }
pre { max-height: 22rem; overflow: auto; margin: 0; padding: 0.6rem 0.8rem; font-size: 0.82rem; line-height: 1.45; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
