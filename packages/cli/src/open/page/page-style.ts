import { styleSheet } from '@batchmates/report';

/** Style sheet of the start page: that of reports, and what it has besides. */
export const pageStyle = `${styleSheet}
.start { max-width: 60rem; margin: 0 auto; padding: 0 1rem 5rem; }
#lost, #mistakes { border: 2px solid var(--series-2); border-radius: 8px; padding: 0.6rem 0.9rem; max-width: none; }
.stages, .results, .files, .reasons { list-style: none; padding: 0; margin: 0; max-width: none; }
.results li { font-size: 1.08rem; }
.stage { margin: 0 0 0.8rem; padding: 0.8rem 1rem; border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: 8px; }
.stage h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.2rem 1rem; margin: 0; overflow-wrap: anywhere; }
.stage .state { font-weight: 600; color: var(--muted); white-space: nowrap; }
.stage.running { border-left-color: var(--series-1); }
.stage.running .state { color: var(--series-1); }
.stage.current { border-left-color: var(--series-3); }
.stage.current .state { color: var(--series-3); }
.stage.failed { border-left-color: var(--series-2); }
.stage.failed .state { color: var(--series-2); }
.what { margin: 0.1rem 0 0.3rem; font-size: 0.92rem; color: var(--muted); max-width: none; }
code { font-size: 0.92em; overflow-wrap: anywhere; }
.bar progress { width: 100%; height: 0.7rem; accent-color: var(--series-1); }
.bar p { margin: 0; font-size: 0.92rem; font-variant-numeric: tabular-nums; max-width: none; }
.reasons li, .files li { margin: 0.1rem 0; font-size: 0.92rem; overflow-wrap: anywhere; }
.reasons { color: var(--muted); }
.size { color: var(--muted); white-space: nowrap; }
pre { max-height: 22rem; overflow: auto; margin: 0; padding: 0.6rem 0.8rem; font-size: 0.82rem; line-height: 1.45; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (min-width: 760px) { .start { padding: 0 2rem 6rem; } }
`;
