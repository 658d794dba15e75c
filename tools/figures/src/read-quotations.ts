/** A figure of a document and where it comes from. */
export interface Quotation {
  /** As it stands in the text before the comment, e.g. `7.75 %` or `6.8-9.1`. */
  readonly quoted: string;
  /** A file relative to `results/<pipeline>/`. */
  readonly file: string;
  /** A value in it, e.g. `error-rate.error`; absent: the file stands in the text as it is. */
  readonly address: string | undefined;
  /** Whether the value is a share of 1 that the text gives in percent. */
  readonly percent: boolean;
}

/** A comment that says where the figures of the text before it come from. */
export interface Quotations {
  /** `paper`: of figures that were not measured here. */
  readonly pipeline: string;
  /** The text from the comment or heading before it. */
  readonly text: string;
  /** Line of the comment, from 1. */
  readonly line: number;
  readonly quotations: readonly Quotation[];
  /** Lines of the comment that say nothing that is understood. */
  readonly mistakes: readonly string[];
}

const COMMENT = /^<!-- results ([\w-]+)\n([\s\S]*?)^-->$/gm;

const LINE = /^(?<quoted>.+?): (?<file>\S+)(?: (?<address>.+?))?$/;

/**
 * The comments of a page of Markdown that say where its figures come from, below the paragraph, list or table that has the figures:
 *
 * ```
 * <!-- results glyphs10
 * 7.75 %: evaluate.balanced.standard/metrics.json error-rate.error
 * 6.8-9.1: evaluate.balanced.standard/metrics.json error-rate.interval %
 * (all of it): report/table.txt
 * -->
 * ```
 */
export function readQuotations(markdown: string): Quotations[] {
  const found: Quotations[] = [];
  let end = 0;
  for (const match of markdown.matchAll(COMMENT)) {
    const before = markdown.slice(end, match.index);
    const heading = [...before.matchAll(/^#+ .*$/gm)].at(-1);
    const lines = match[2]!.split('\n').filter((line) => line.trim() !== '');
    const read = lines.map((line) => ({ line, quotation: quotationOf(line) }));
    found.push({
      pipeline: match[1]!,
      text: plain(before.slice(heading?.index ?? 0)),
      line: markdown.slice(0, match.index).split('\n').length,
      quotations: read.flatMap(({ quotation }) => quotation ?? []),
      mistakes: read.filter(({ quotation }) => quotation === undefined).map(({ line }) => line),
    });
    end = match.index + match[0].length;
  }
  return found;
}

function quotationOf(line: string): Quotation | undefined {
  const { quoted, file, address } = LINE.exec(line.trim())?.groups ?? {};
  if (quoted === undefined || file === undefined) return undefined;
  const percent = / ?%$/.test(address ?? '') || /%|points/.test(quoted);
  return { quoted: plain(quoted), file, address: address?.replace(/ ?%$/, ''), percent };
}

/** With plain spaces and hyphens, as people type them. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll(/[–−]/g, '-').replaceAll('**', '');
}
