import { match } from 'ts-pattern';
import {
  listOfLinks,
  numbersTable,
  type Block,
  type Cell,
  type FigureBlock,
  type Gallery,
  type Inline,
  type ReportDocument,
  type TableBlock,
} from '../document/document.ts';

/** The document as GitHub-flavoured Markdown; figures are `figures/<id>.svg` beside it. Ends with a newline. */
export function renderMarkdown({ title, lede, badges, sections }: ReportDocument): string {
  const head = [`# ${escape(title)}`, inline(lede), badges.map((badge) => escape(badge)).join(' · ')];
  const body = sections.flatMap((section) => [
    `## ${escape(section.title)}`,
    ...section.blocks.map(renderBlock),
  ]);
  return `${[...head, ...body].filter((part) => part !== '').join('\n\n')}\n`;
}

/** Path of a figure's SVG, relative to the report. */
export function figureFile(id: string): string {
  return `figures/${id}.svg`;
}

function renderBlock(block: Block): string {
  return match(block)
    .with({ kind: 'prose' }, ({ content }) => inline(content))
    .with({ kind: 'list' }, ({ items }) => items.map((item) => `- ${inline(item)}`).join('\n'))
    .with({ kind: 'table' }, (table) =>
      table.folded ? fold(table) : `**${escape(table.caption)}**\n\n${renderTable(table)}`,
    )
    .with({ kind: 'figure' }, renderFigure)
    .with({ kind: 'gallery' }, renderGallery)
    .exhaustive();
}

function renderFigure(figure: FigureBlock): string {
  const { drawing, caption, folded } = figure;
  const body = [
    `![${escape(drawing.description).replace(/\n/g, ' ')}](${figureFile(drawing.id)})`,
    inline(caption),
    fold(numbersTable(figure)),
  ].join('\n\n');
  return folded ? foldAway(drawing.title, body) : `### ${escape(drawing.title)}\n\n${body}`;
}

/** A gallery without its pictures, which Markdown has no room for. */
function renderGallery({ id, title, ways, items, note }: Gallery): string {
  const table: TableBlock = {
    kind: 'table',
    id,
    caption: title,
    corner: 'Image',
    columns: [{ label: 'Class', text: true }, ...ways.map((label) => ({ label, text: true }))],
    rows: items.map(({ name, label, answers }) => ({
      header: name,
      cells: [{ text: label }, ...answers.map(({ text, right }) => ({ text, strong: right }))],
    })),
    note: ['Right answers are bold. ', ...note],
  };
  return fold(table);
}

function fold(table: TableBlock): string {
  return foldAway(table.caption, renderTable(table));
}

function foldAway(title: string, body: string): string {
  return `<details>\n<summary>${escape(title)}</summary>\n\n${body}\n\n</details>`;
}

function renderTable({ corner, columns, rows, note }: TableBlock): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const withDetail = (text: string, detail?: string) =>
    detail === undefined ? escape(text) : `${escape(text)}<br>${escape(detail)}`;
  const lines = [
    line([escape(corner), ...columns.map(({ label, detail }) => withDetail(label, detail))]),
    line(['---', ...columns.map(({ text }) => (text ? '---' : '---:'))]),
    ...rows.map(({ header, detail, cells }) =>
      line([
        `**${escape(header)}**${detail === undefined ? '' : `<br>${escape(detail)}`}`,
        ...cells.map(renderCell),
      ]),
    ),
  ].join('\n');
  return note === undefined ? lines : `${lines}\n\n${inline(note)}`;
}

function renderCell({ text, details = [], href, sources = [], strong }: Cell): string {
  const main = inline([{ text, ...(href === undefined ? {} : { href }), ...(strong ? { strong } : {}) }]);
  const links = sources.length === 0 ? [] : [inline(listOfLinks(sources))];
  return [main, ...details.map(escape), ...links].join('<br>');
}

function inline(content: readonly Inline[]): string {
  return content
    .map((part) => {
      if (typeof part === 'string') return escape(part);
      const body = part.strong ? bold(part.text) : escape(part.text);
      return part.href === undefined ? body : `[${body}](${part.href.replace(/[\s()<>]/g, percentEncoded)})`;
    })
    .join('');
}

/** Asterisks mark nothing beside a space, so spaces at the ends stay outside. */
function bold(text: string): string {
  const [, before, body, after] = /^(\s*)(.*?)(\s*)$/s.exec(text)!;
  return body === '' ? text : `${before}**${escape(body!)}**${after}`;
}

/** Escapes what Markdown or HTML would take for markup. */
function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/\s*\n\s*/g, ' ');
}

/** `encodeURIComponent` leaves parentheses alone, which would end a Markdown link. */
function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
