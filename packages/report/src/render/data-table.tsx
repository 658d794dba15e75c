/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { listOfLinks, type Cell, type Inline, type Row, type TableBlock } from '../document/document.ts';

/** What the page itself describes: see `ReportDocument.described`. */
export const Described = createContext<ReadonlyMap<string, string>>(new Map());

/** Text with links and emphasis. */
export function InlineContent({ content }: { content: readonly Inline[] }) {
  return <>{content.map((part) => (typeof part === 'string' ? part : <InlinePart part={part} />))}</>;
}

function InlinePart({ part: { text, href, strong } }: { part: Exclude<Inline, string> }) {
  const described = useContext(Described);
  const body = strong ? <strong>{text}</strong> : text;
  if (href === undefined) return <>{body}</>;
  const id = described.get(href.slice(0, href.lastIndexOf('/') + 1));
  return <a href={id === undefined ? href : `#${id}`}>{body}</a>;
}

/** What `DataTable` shows. */
export interface DataTableProps {
  readonly table: TableBlock;
  /** What a folded table shows while it is closed; its caption unless given. */
  readonly summary?: string;
}

/** A table in a frame that scrolls sideways, by keyboard too; folded ones open at their summary. */
export function DataTable({ table, summary = table.caption }: DataTableProps) {
  const body = (
    <>
      {/* A scrolling region takes the focus so that arrow keys can move it. */}
      <div class="scroll" role="region" aria-label={table.caption} tabIndex={0}>
        <table id={table.id}>
          <caption class="visually-hidden">{table.caption}</caption>
          <Head table={table} />
          <tbody>
            {table.rows.map((row) => (
              <BodyRow row={row} table={table} />
            ))}
          </tbody>
        </table>
      </div>
      {table.note === undefined ? null : (
        <p class="note">
          <InlineContent content={table.note} />
        </p>
      )}
    </>
  );
  if (!table.folded) {
    return (
      <div class="table">
        <h3 aria-hidden="true">{table.caption}</h3>
        {body}
      </div>
    );
  }
  return (
    <details>
      <summary>
        {summary}
        {summary === table.caption ? null : <span class="visually-hidden"> ({table.caption})</span>}
      </summary>
      {body}
    </details>
  );
}

function Head({ table: { corner, columns } }: { table: TableBlock }) {
  return (
    <thead>
      <tr>
        <th scope="col">{corner}</th>
        {columns.map(({ label, detail, text }) => (
          <th scope="col" class={text ? 'text' : undefined}>
            {label}
            {detail === undefined ? null : <small>{detail}</small>}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function BodyRow({
  row: { id, header, detail, cells },
  table: { columns },
}: {
  row: Row;
  table: TableBlock;
}) {
  return (
    <tr id={id}>
      <th scope="row">
        {header}
        {detail === undefined ? null : <small>{detail}</small>}
      </th>
      {cells.map((cell, index) => (
        <td class={columns[index]?.text ? 'text' : undefined}>
          <CellContent cell={cell} />
        </td>
      ))}
    </tr>
  );
}

function CellContent({ cell: { text, details = [], href, sources, strong } }: { cell: Cell }) {
  return (
    <>
      <InlinePart part={{ text, ...(href === undefined ? {} : { href }), ...(strong ? { strong } : {}) }} />
      {details.map((detail) => (
        <small>{detail}</small>
      ))}
      {sources === undefined ? null : (
        <small>
          <InlineContent content={listOfLinks(sources)} />
        </small>
      )}
    </>
  );
}
