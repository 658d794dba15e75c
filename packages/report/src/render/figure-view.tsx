/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { inlineSvgs } from '../charts/figure-svg.ts';
import { numbersTable, type FigureBlock } from '../document/document.ts';
import { DataTable, InlineContent } from './data-table.tsx';

/** A figure: for wide screens and for phones, with caption and numbers; a folded one opens at its title. */
export function FigureView({ figure }: { figure: FigureBlock }) {
  const { drawing, caption, folded } = figure;
  const { wide, narrow } = inlineSvgs(drawing);
  const body = (
    <>
      {drawing.definitions === undefined ? null : (
        <svg
          class="definitions"
          aria-hidden="true"
          dangerouslySetInnerHTML={{ __html: `<defs>${drawing.definitions}</defs>` }}
        />
      )}
      <div dangerouslySetInnerHTML={{ __html: wide + narrow }} />
      <figcaption id={`${drawing.id}-caption`}>
        <InlineContent content={caption} />
      </figcaption>
      <DataTable table={numbersTable(figure)} summary="Numbers of this figure" />
    </>
  );
  return (
    <figure id={drawing.id} aria-labelledby={`${drawing.id}-caption`}>
      {folded ? (
        <details>
          <summary>{drawing.title}</summary>
          {body}
        </details>
      ) : (
        <>
          <h3>{drawing.title}</h3>
          {body}
        </>
      )}
    </figure>
  );
}
