import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@batchmates/artifact';
import { escapeLines } from '@batchmates/errors';
import { standaloneSvg } from './charts/figure-svg.ts';
import type { FigureBlock, ReportDocument } from './document/document.ts';
import { renderHtml } from './render/render-html.tsx';
import { figureFile, renderMarkdown } from './render/render-markdown.ts';
import { renderCsv, renderLatex, tablesOf } from './render/tables.ts';
import { reportFiles } from './report-files.ts';

/** What a report is written from. */
export interface ReportPayload {
  readonly document: ReportDocument;
  /** Any JSON value: what `report.json` holds. */
  readonly data: unknown;
  readonly errorTable: string;
  /** `tables/images.csv`, if there are images. */
  readonly images?: string | undefined;
}

/** Writes the files of a report, control characters in names written out; equal payloads give byte-equal files. */
export async function writeReport(
  folder: string,
  { document, data, errorTable, images }: ReportPayload,
): Promise<void> {
  const figures = document.sections.flatMap(({ blocks }) =>
    blocks.filter((block): block is FigureBlock => block.kind === 'figure'),
  );
  const tables = tablesOf(document);
  if (figures.length > 0) await mkdir(join(folder, 'figures'));
  await mkdir(join(folder, 'tables'));
  await Promise.all([
    writeFile(join(folder, reportFiles.html), escapeLines(renderHtml(document))),
    writeFile(join(folder, reportFiles.markdown), escapeLines(renderMarkdown(document))),
    writeFile(join(folder, reportFiles.data), canonicalJson(data)),
    writeFile(join(folder, reportFiles.table), escapeLines(errorTable)),
    writeFile(join(folder, reportFiles.latex), escapeLines(renderLatex(tables))),
    ...(images === undefined ? [] : [writeFile(join(folder, 'tables', 'images.csv'), escapeLines(images))]),
    ...tables.map((each) =>
      writeFile(join(folder, 'tables', `${each.id}.csv`), escapeLines(renderCsv(each))),
    ),
    ...figures.map(({ drawing }) =>
      writeFile(join(folder, figureFile(drawing.id)), escapeLines(standaloneSvg(drawing))),
    ),
  ]);
}
