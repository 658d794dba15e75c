// Comforts of report.html: nothing that the page says needs them. Sent inline, as it stands here.

const NEXT = { none: 'ascending', ascending: 'descending', descending: null };

/** Headings sort their table: ascending, descending, as it was. */
for (const table of document.querySelectorAll('.scroll table')) {
  const [body] = table.tBodies;
  const [head] = table.tHead.rows;
  const original = [...body.rows];
  if (original.length < 3) continue;
  for (const heading of head.cells) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const order = NEXT[heading.ariaSort ?? 'none'];
      for (const each of head.cells) each.ariaSort = each === heading ? order : null;
      body.append(...(order === null ? original : sorted(original, heading.cellIndex, order)));
    });
  }
}

function sorted(rows, column, order) {
  const keyed = rows.map((row) => ({ row, key: textOf(row.cells[column]) }));
  const known = keyed.filter(({ key }) => key !== '' && key !== '–');
  const numbers = known.map(({ key }) => numberOf(key));
  if (!numbers.some(Number.isNaN)) known.forEach((each, index) => (each.key = numbers[index]));
  known.sort(({ key: one }, { key: other }) =>
    typeof one === 'number' ? one - other : one.localeCompare(other, 'en', { numeric: true }),
  );
  if (order === 'descending') known.reverse();
  return [...known, ...keyed.filter((each) => !known.includes(each))].map(({ row }) => row);
}

/** The text of a cell without its smaller lines. */
function textOf(cell) {
  const shown = cell.cloneNode(true);
  for (const small of shown.querySelectorAll('small')) small.remove();
  return shown.textContent.trim();
}

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The number that a text shows, such as `−5.70`, `12.5 %`, `2 × 10⁻⁹` or `< 10⁻³⁰⁰`; NaN for any other. */
function numberOf(text) {
  const [, mantissa, power] = /^<?(-?[\d.]+)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(plain(text)) ?? [];
  if (mantissa === undefined) return NaN;
  const exponent = (power ?? '⁰')
    .replace('⁻', '-')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => DIGITS.indexOf(digit));
  return Number(`${mantissa}e${exponent}`);
}

/** Without spaces, signs of percent and plus; `10⁻⁹` alone is `1×10⁻⁹`. */
function plain(text) {
  return text
    .replace(/[\s\u00a0\u202f%+]/g, '')
    .replace('−', '-')
    .replace(/^([<‹]?)10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/, '$11×10')
    .replace('‹', '<');
}

/** Entries of a legend show and hide their series. */
for (const figure of document.querySelectorAll('figure')) {
  for (const entry of figure.querySelectorAll('[data-series]')) {
    const { series } = entry.dataset;
    const marks = figure.querySelectorAll(`.series-${series}`);
    if (marks.length === 0) continue;
    const toggle = () => {
      const hide = entry.ariaPressed === 'true';
      for (const each of figure.querySelectorAll(`[data-series="${series}"]`))
        each.ariaPressed = String(!hide);
      for (const mark of marks) mark.classList.toggle('hidden', hide);
    };
    // Of an image nobody is told what is in it.
    entry.closest('svg').setAttribute('role', 'group');
    entry.setAttribute('role', 'button');
    entry.ariaLabel = entry.textContent;
    entry.setAttribute('tabindex', '0');
    entry.ariaPressed = 'true';
    entry.addEventListener('click', toggle);
    entry.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      toggle();
    });
  }
}

/** Points of charts say their values under the pointer, also where there is none but a finger. */
const value = document.createElement('div');
value.className = 'value';
value.hidden = true;
document.body.append(value);
const tell = (event) => {
  const point = event.target.closest?.('.chart *');
  const title = point?.querySelector(':scope > title');
  value.hidden = !title;
  if (!title) return;
  value.textContent = title.textContent;
  const { left, top, width } = point.getBoundingClientRect();
  const room = document.documentElement.clientWidth - value.offsetWidth - 8;
  value.style.left = `${Math.max(8, Math.min(left + width / 2 - value.offsetWidth / 2, room)) + scrollX}px`;
  value.style.top = `${top + scrollY - value.offsetHeight - 8}px`;
};
addEventListener('pointerover', tell);
addEventListener('pointerdown', tell);

/** Images of one class alone. */
const items = [...document.querySelectorAll('.gallery li[data-label]')];
if (items.length > 0) {
  const label = document.createElement('label');
  const choice = document.createElement('select');
  const classes = [...new Set(items.map((item) => item.dataset.label))].sort((one, other) =>
    one.localeCompare(other),
  );
  choice.append(
    ...['all classes', ...classes].map((text, index) => new Option(text, index === 0 ? '' : text)),
  );
  label.append('Of the images shown ', choice);
  label.className = 'filter';
  items[0].closest('.gallery').before(label);
  choice.addEventListener('change', () => {
    for (const item of items) item.hidden = choice.value !== '' && item.dataset.label !== choice.value;
    for (const gallery of document.querySelectorAll('.gallery'))
      gallery.classList.toggle('empty', !gallery.querySelector('li[data-label]:not([hidden])'));
  });
}
