import { colourDeclarations, darkColours, lightColours } from '../charts/palette.ts';

/** Style sheet of `report.html`: one column, light and dark, no external font. */
export const styleSheet = `
:root { color-scheme: light dark; ${colourDeclarations(lightColours)} }
@media (prefers-color-scheme: dark) { :root { ${colourDeclarations(darkColours)} } }
* { box-sizing: border-box; }
html { font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0; }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: 0.5rem 1rem; z-index: 2; }
.page { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 68rem; margin: 0 auto; padding: 0 1rem 5rem; }
header { padding: 2.5rem 0 0.5rem; }
.eyebrow { font-size: 0.8rem; font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; color: var(--muted); margin: 0 0 0.4rem; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.4rem); line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 0.8rem; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; letter-spacing: -0.01em; margin: 0 0 0.8rem; }
h3 { font-size: 1rem; margin: 0 0 0.6rem; }
p, ul { max-width: 44rem; margin: 0 0 1rem; }
ul { padding-left: 1.2rem; }
li { margin: 0.2rem 0; }
.lede { font-size: 1.12rem; }
.badges { display: flex; flex-wrap: wrap; gap: 0.4rem; list-style: none; margin: 0 0 1rem; padding: 0; max-width: none; }
.badges li { margin: 0; padding: 0.1rem 0.65rem; font-size: 0.85rem; color: var(--muted); background: var(--panel); border: 1px solid var(--line); border-radius: 1rem; }
nav { font-size: 0.92rem; }
nav h2 { font-size: 0.75rem; text-transform: uppercase; letter-spacing: 0.08em; color: var(--muted); margin: 0 0 0.4rem; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; max-width: none; }
nav li { margin: 0; }
nav a { display: inline-block; padding: 0.2rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
section { padding: 2.2rem 0 0.6rem; scroll-margin-top: 0.5rem; }
figure, .table { margin: 0 0 2rem; }
figcaption { max-width: 44rem; margin-top: 0.7rem; font-size: 0.92rem; color: var(--muted); }
.chart { display: block; max-width: 100%; height: auto; font-family: inherit; }
.chart.wide { display: none; }
.definitions { position: absolute; width: 0; height: 0; }
.scroll { overflow-x: auto; margin: 0 0 0.6rem; border: 1px solid var(--line); border-radius: 8px; background: linear-gradient(to left, var(--paper) 1rem, transparent) right / 2rem 100% no-repeat local, linear-gradient(to left, color-mix(in srgb, var(--ink) 22%, transparent), transparent) right / 0.75rem 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.5rem 0.8rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child > * { border-bottom: 0; }
thead th { vertical-align: bottom; font-weight: 600; line-height: 1.3; background: var(--panel); }
th[scope="row"] { text-align: left; font-weight: 600; position: sticky; left: 0; background: var(--paper); min-width: 7rem; max-width: 18rem; }
thead th:first-child { text-align: left; position: sticky; left: 0; }
.text { text-align: left; }
td.text { min-width: 8rem; }
small { display: block; font-size: 0.82em; font-weight: 400; color: var(--muted); white-space: nowrap; }
th small, .text small { white-space: normal; }
td:not(.text) { white-space: nowrap; }
td strong { font-size: 1.06em; }
td a { color: inherit; text-decoration-color: var(--accent); }
.note { font-size: 0.88rem; color: var(--muted); margin-bottom: 0; }
tr:target > * { background: color-mix(in srgb, var(--accent) 14%, var(--paper)); }
details { margin: 0.4rem 0; }
summary { cursor: pointer; color: var(--accent); font-size: 0.92rem; padding: 0.25rem 0; width: fit-content; }
details[open] > summary { margin-bottom: 0.5rem; }
button.sort { all: unset; cursor: pointer; }
button.sort:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
th[aria-sort] > button.sort::after { content: " ▲"; font-size: 0.7em; }
th[aria-sort="descending"] > button.sort::after { content: " ▼"; }
.chart [role="button"] { cursor: pointer; }
.chart [role="button"][aria-pressed="false"] { opacity: 0.4; }
.chart .hidden { display: none; }
.value { position: absolute; z-index: 3; max-width: 20rem; padding: 0.25rem 0.5rem; font-size: 0.82rem; background: var(--ink); color: var(--paper); border-radius: 5px; pointer-events: none; }
.filter { display: block; margin: 0 0 0.8rem; font-size: 0.92rem; }
.filter select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 5px; padding: 0.2rem 0.4rem; max-width: 100%; }
.gallery.empty > summary { opacity: 0.5; }
[hidden] { display: none !important; }
details.gallery { margin: 0 0 0.6rem; }
.gallery > ul { list-style: none; padding: 0; max-width: none; display: grid; gap: 0.9rem 1.4rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.gallery > ul > li { display: flex; gap: 0.8rem; margin: 0; padding: 0.7rem; border: 1px solid var(--line); border-radius: 8px; }
.gallery p { margin: 0 0 0.3rem; overflow-wrap: anywhere; }
.gallery dl { margin: 0 0 0.5rem; font-size: 0.88rem; }
.gallery dt { color: var(--muted); font-size: 0.82rem; }
.gallery dd { margin: 0 0 0.25rem; }
.gallery dd.right { color: var(--series-3); }
.gallery dd.wrong { color: var(--series-2); }
.gallery img { image-rendering: pixelated; object-fit: contain; width: 4rem; height: 4rem; background: var(--panel); flex: none; }
.gallery span.thumbnail { font-size: 0.75rem; color: var(--muted); overflow-wrap: anywhere; max-width: 5rem; }
.gallery > ul > li > span.thumbnail { display: none; }
.batch { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem; margin: 0; padding: 0; }
.batch li { margin: 0; line-height: 0; border: 2px solid transparent; position: relative; }
.batch span.thumbnail { line-height: 1.2; }
.batch img { width: 1.75rem; height: 1.75rem; }
.batch li.self { border-color: var(--accent); }
.batch li.wrong::after { content: "✗"; position: absolute; right: 0; bottom: 0; font-size: 0.75rem; line-height: 1; padding: 0 0.1rem; background: var(--paper); color: var(--series-2); }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.88rem; color: var(--muted); }
@media (max-width: 759.98px) {
  th, td { padding: 0.45rem 0.55rem; }
  th[scope="row"] { min-width: 6.5rem; max-width: 10rem; }
}
@media (min-width: 760px) {
  .page { padding: 0 2rem 6rem; }
  .chart.wide { display: block; }
  .chart.narrow { display: none; }
}
@media (min-width: 1180px) {
  .page { grid-template-columns: 12rem minmax(0, 1fr); column-gap: 3.5rem; max-width: 78rem; }
  header, footer { grid-column: 2; }
  nav { grid-column: 1; grid-row: 1 / span 3; padding-top: 3rem; }
  nav > div { position: sticky; top: 2rem; max-height: calc(100vh - 4rem); overflow-y: auto; }
  nav ul { display: block; }
}
@media print {
  nav, .skip { display: none; }
  .scroll { overflow: visible; }
  figure, tr { break-inside: avoid; }
}
`.trim();
