// Keeps the start page as things stand. Without it the page shows how they stood when it was loaded.

const source = new EventSource('/events');
const lost = document.querySelector('#lost');
source.addEventListener('open', () => (lost.hidden = true));
source.addEventListener('error', () => (lost.hidden = false));
source.addEventListener('trouble', ({ data }) => {
  const line = JSON.parse(data);
  const trouble = document.querySelector('#trouble');
  trouble.hidden = line === '';
  trouble.textContent = line === '' ? '' : `The page shows how things stood: ${line}`;
});
source.addEventListener('reload', () => location.reload());
source.addEventListener('fragments', ({ data }) => {
  for (const [id, html] of Object.entries(JSON.parse(data))) replace(document.getElementById(id), html);
});

/** Puts new HTML in the place of an element; what a person has opened stays open, and what has the focus keeps it. */
function replace(element, html) {
  // The pipeline has become another one while there was no connection.
  if (element === null) return location.reload();
  // The server has escaped every text in it.
  const next = new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;
  if (next === null || next.outerHTML === element.outerHTML) return;
  const kept = new Map(keyed(element).map((each) => [each.dataset.key, each]));
  for (const each of keyed(next)) {
    const before = kept.get(each.dataset.key);
    if (before !== undefined && each instanceof HTMLDetailsElement) each.open = before.open;
  }
  const focus = element.contains(document.activeElement)
    ? placeOf(document.activeElement, element)
    : undefined;
  const scrolled = keyed(element).map((each) => [
    each.dataset.key,
    each.scrollTop,
    each.scrollHeight - each.clientHeight,
  ]);
  element.replaceWith(next);
  for (const [key, top, most] of scrolled) {
    const each = keyed(next).find(({ dataset }) => dataset.key === key);
    // A log that shows its end goes on showing it.
    if (each !== undefined) each.scrollTop = top >= most - 4 ? each.scrollHeight : top;
  }
  if (focus !== undefined) [...next.querySelectorAll(FOCUSABLE)][focus]?.focus({ preventScroll: true });
}

const FOCUSABLE = 'a[href], summary, [tabindex]';

function keyed(element) {
  return [...element.querySelectorAll('[data-key]')];
}

function placeOf(active, element) {
  const place = [...element.querySelectorAll(FOCUSABLE)].indexOf(active);
  return place < 0 ? undefined : place;
}
