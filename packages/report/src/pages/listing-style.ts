import { styleSheet } from '../render/style.ts';

/** Style sheet of `ListingPage`: that of reports, and what its lists have besides. */
export const listingStyle = `${styleSheet}
.start { max-width: 60rem; margin: 0 auto; padding: 0 1rem 5rem; }
h1 { overflow-wrap: anywhere; }
.items, .results, .files { list-style: none; padding: 0; margin: 0; max-width: none; }
.results li { font-size: 1.08rem; }
.item { margin: 0 0 0.8rem; padding: 0.8rem 1rem; border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: 8px; }
.item h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.2rem 1rem; margin: 0; overflow-wrap: anywhere; }
.what { margin: 0.1rem 0 0.3rem; font-size: 0.92rem; color: var(--muted); max-width: none; }
code { font-size: 0.92em; overflow-wrap: anywhere; }
.files li { margin: 0.1rem 0; font-size: 0.92rem; overflow-wrap: anywhere; }
.size { color: var(--muted); white-space: nowrap; }
@media (min-width: 760px) { .start { padding: 0 2rem 6rem; } }
`;
