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
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }));
  const known = keyed.filter(({ key }) => key !== undefined);
  known.sort(({ key: one }, { key: other }) =>
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : String(one).localeCompare(String(other), 'en', { numeric: true }),
  );
  if (order === 'descending') known.reverse();
  return [...known, ...keyed.filter(({ key }) => key === undefined)].map(({ row }) => row);
}

/** What a cell is sorted by: its number, else its text without the smaller lines; undefined where nothing was measured. */
function keyOf(cell) {
  const shown = cell.cloneNode(true);
  for (const small of shown.querySelectorAll('small')) small.remove();
  const text = shown.textContent.trim();
  if (text === '' || text === '–') return undefined;
  const number = Number(
    text
      .replace(/[\u00a0\u202f%+]/g, '')
      .replace('−', '-')
      .replace(/^<\s*/, ''),
  );
  return Number.isNaN(number) ? text : number;
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
    entry.setAttribute('role', 'button');
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
  label.append('Show ', choice);
  label.className = 'filter';
  items[0].closest('.gallery').before(label);
  choice.addEventListener('change', () => {
    for (const item of items) item.hidden = choice.value !== '' && item.dataset.label !== choice.value;
  });
}
