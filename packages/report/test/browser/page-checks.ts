/// <reference lib="dom" />

/** What the eye would trip over, found in the page; each entry names the element. Runs inside the browser. */
export interface LegibilityFindings {
  /** How far the page is wider than the window, in CSS pixels. */
  readonly overflow: number;
  readonly figures: number;
  /** Figures without exactly one visible chart, or with one that leaves the window. */
  readonly badCharts: readonly string[];
  /** Chart texts smaller than 9 CSS pixels, or page texts smaller than 12. */
  readonly smallTexts: readonly string[];
  /** Chart texts that leave their chart. */
  readonly clippedTexts: readonly string[];
  /** Thumbnails that were not drawn. */
  readonly missingImages: readonly string[];
}

/** Examines a page as it is laid out; self-contained, for it is sent to the browser. */
export function examineLegibility(): LegibilityFindings {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const visible = (element: Element) => element.getClientRects().length > 0;
  const charts = [...document.querySelectorAll<SVGSVGElement>('figure svg.chart')].filter(visible);
  const chartTexts = charts.flatMap((chart) =>
    [...chart.querySelectorAll('text')]
      .filter((text) => text.textContent !== '')
      .map((text) => ({ chart, text })),
  );
  const name = (element: Element) =>
    `${element.closest('[id]')?.id ?? element.tagName}: ${element.textContent.trim().slice(0, 40)}`;
  const scaleOf = (chart: SVGSVGElement) => chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
  const figures = [...document.querySelectorAll('figure')];
  return {
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    figures: figures.length,
    badCharts: figures
      .filter((figure) => {
        const shown = charts.filter((chart) => figure.contains(chart));
        const box = shown[0]?.getBoundingClientRect();
        return (
          shown.length !== 1 ||
          box === undefined ||
          box.height < 80 ||
          box.left < 0 ||
          box.right > window.innerWidth
        );
      })
      .map(({ id }) => id),
    smallTexts: [
      ...chartTexts
        .filter(({ chart, text }) => Number.parseFloat(getComputedStyle(text).fontSize) * scaleOf(chart) < 9)
        .map(({ text }) => name(text)),
      ...[...document.querySelectorAll('p, li, td, th, small, summary, figcaption, h1, h2, h3')]
        .filter((element) => visible(element) && Number.parseFloat(getComputedStyle(element).fontSize) < 12)
        .map(name),
    ],
    clippedTexts: chartTexts
      .filter(({ chart, text }) => {
        const [frame, box] = [chart.getBoundingClientRect(), text.getBoundingClientRect()];
        return (
          box.left < frame.left - 1 ||
          box.right > frame.right + 1 ||
          box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1
        );
      })
      .map(({ text }) => name(text)),
    missingImages: charts
      .flatMap((chart) => [...chart.querySelectorAll('use')])
      .filter((use) => use.getBBox().width === 0)
      .map((use) => use.getAttribute('href') ?? ''),
  };
}

/** Marks everything a keyboard should reach and returns how much that is. Runs inside the browser. */
export function countFocusable(): number {
  const candidates = [
    ...document.querySelectorAll<HTMLElement>('a[href], summary, button, select, [tabindex="0"]'),
  ];
  return candidates.filter((element) => element.checkVisibility()).length;
}

/** What has the focus: its text, and whether the eye can see that it has. Runs inside the browser. */
export function describeFocus():
  { readonly name: string; readonly outlined: boolean; readonly index: number } | undefined {
  const element = document.activeElement;
  if (element === null || element === document.body) return undefined;
  return {
    name: element.textContent.trim().slice(0, 40),
    outlined: getComputedStyle(element).outlineStyle !== 'none',
    index: [...document.querySelectorAll('*')].indexOf(element),
  };
}
