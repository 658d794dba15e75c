/** @jsxRuntime automatic */
/** @jsxImportSource preact */

/** A page with results. */
export interface ResultLink {
  readonly href: string;
  readonly text: string;
  /** What is said of it behind the link. */
  readonly note?: string | undefined;
}

/** Links to what there is to look at: reports and playgrounds. */
export function ResultLinks({ links }: { links: readonly ResultLink[] }) {
  return (
    <ul class="results">
      {links.map(({ href, text, note }) => (
        <li>
          <a href={href}>{text}</a>
          {note === undefined ? null : ` ${note}`}
        </li>
      ))}
    </ul>
  );
}
