/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { renderToStaticMarkup } from 'preact-render-to-string';
import { match } from 'ts-pattern';
import type { Block, Inline, ReportDocument, Section } from '../document/document.ts';
import { PageHead } from '../pages/page-head.tsx';
import { DataTable, Described, InlineContent } from './data-table.tsx';
import { FigureView } from './figure-view.tsx';
import { GalleryView } from './gallery-view.tsx';
import { pageScript } from './page-script.ts';
import { reportPolicy } from './report-policy.ts';
import { styleSheet } from './style.ts';

/**
 * The document as one HTML file that loads nothing: styles, figures and images are inside. Text is escaped by
 * construction; only our own style sheet and script and the charts' SVG go in as markup. Without the script everything is there to read.
 */
export function renderHtml(document: ReportDocument): string {
  const page = (
    <Described.Provider value={document.described ?? new Map<string, string>()}>
      <Page document={document} />
    </Described.Provider>
  );
  return `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
}

function Page({ document: { title, lede, badges, sections } }: { document: ReportDocument }) {
  return (
    <html lang="en">
      <PageHead title={title} policy={reportPolicy}>
        <style dangerouslySetInnerHTML={{ __html: styleSheet }} />
      </PageHead>
      <body>
        <a class="skip" href="#report">
          Skip to the report
        </a>
        <div class="page">
          <header>
            <p class="eyebrow">Batchmates report</p>
            <h1>{title}</h1>
            <p class="lede">
              <InlineContent content={lede} />
            </p>
            <ul class="badges">
              {badges.map((badge) => (
                <li>{badge}</li>
              ))}
            </ul>
          </header>
          <Contents sections={sections} />
          <main id="report" tabIndex={-1}>
            {sections.map((section) => (
              <SectionView section={section} />
            ))}
          </main>
          <footer>
            Made by Batchmates. The paper: M. Hajaj and D. Gillies, Batch Normalization and the impact of
            batch structure on the behavior of deep convolution networks, arXiv 1802.07590.
          </footer>
        </div>
        <script type="module" dangerouslySetInnerHTML={{ __html: pageScript }} />
      </body>
    </html>
  );
}

function Contents({ sections }: { sections: readonly Section[] }) {
  return (
    <nav aria-labelledby="contents">
      <div>
        <h2 id="contents">Contents</h2>
        <ul>
          {sections.map(({ id, title }) => (
            <li>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}

function SectionView({ section: { id, title, blocks } }: { section: Section }) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{title}</h2>
      {blocks.map((block) => (
        <BlockView block={block} />
      ))}
    </section>
  );
}

function BlockView({ block }: { block: Block }) {
  return match(block)
    .with({ kind: 'prose' }, ({ content }) => <Paragraph content={content} />)
    .with({ kind: 'list' }, ({ items }) => (
      <ul>
        {items.map((item) => (
          <li>
            <InlineContent content={item} />
          </li>
        ))}
      </ul>
    ))
    .with({ kind: 'table' }, (table) => <DataTable table={table} />)
    .with({ kind: 'figure' }, (figure) => <FigureView figure={figure} />)
    .with({ kind: 'gallery' }, (gallery) => <GalleryView gallery={gallery} />)
    .exhaustive();
}

function Paragraph({ content }: { content: readonly Inline[] }) {
  return (
    <p>
      <InlineContent content={content} />
    </p>
  );
}
