import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asQuoted } from './as-quoted.ts';
import { plain, readQuotations, type Quotation, type Quotations } from './read-quotations.ts';
import { valueAt } from './value-at.ts';

/** What the check of a document found. */
export interface Checked {
  /** Figures that were compared. */
  readonly compared: number;
  /** Names of the pipelines whose results are quoted. */
  readonly pipelines: readonly string[];
  /** A line for each figure that is wrong. */
  readonly wrong: readonly string[];
}

/** A page of Markdown. */
export interface Document {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  /** Whether every percentage must be quoted. */
  readonly complete: boolean;
}

/** Figures of the paper, and such, that nothing here can be compared with. */
const PAPER = 'paper';

/** Compares the figures of a document with `results/`. */
export function checkDocument({ path, text, complete }: Document, results: string): Checked {
  const found = readQuotations(text);
  const wrong = found.flatMap((each) => {
    const place = `${path}:${each.line}`;
    const lines = [
      ...each.mistakes.map(
        (line) =>
          `expected "<figure>: <file> <address>" with a file of results/${each.pipeline}, received "${line}"`,
      ),
      ...each.quotations.map((quotation) => wrongQuotation(quotation, each, results)),
    ];
    return lines.filter((line) => line !== undefined).map((line) => `${place} ${line}`);
  });
  return {
    compared: found.flatMap(({ quotations }) => quotations).length,
    pipelines: [...new Set(found.map(({ pipeline }) => pipeline))].filter((name) => name !== PAPER),
    wrong: [...wrong, ...(complete ? unquoted(path, text, found) : [])],
  };
}

function wrongQuotation(
  quotation: Quotation,
  { pipeline, text }: Quotations,
  results: string,
): string | undefined {
  const { quoted, file, address } = quotation;
  const path = join(results, pipeline, file);
  if (address !== undefined && !stands(quoted, text)) return `"${quoted}" does not stand in the text before`;
  if (pipeline === PAPER) return undefined;
  if (!existsSync(path)) return `"${quoted}": no file results/${pipeline}/${file}`;
  const content = readFileSync(path, 'utf8');
  if (address === undefined)
    return text.includes(plain(content).trim()) ? undefined : `the text before has not what is in ${file}`;
  const value = valueAt(JSON.parse(content), address);
  if (value === undefined) return `"${quoted}": nothing at ${address} of results/${pipeline}/${file}`;
  const expected = asQuoted(value, quotation);
  if (expected === quoted) return undefined;
  return `"${quoted}": ${file} has ${expected ?? JSON.stringify(value)}`;
}

/** Whether a figure stands in a text, and not only as a part of another: `7.8` is not in `17.8`. */
function stands(quoted: string, text: string): boolean {
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
    if (!/[\d.,]$/.test(text.slice(0, at)) && !/^[.,]?\d/.test(text.slice(at + quoted.length))) return true;
  }
  return false;
}

/** Percentages that no comment names. */
function unquoted(path: string, text: string, found: readonly Quotations[]): string[] {
  const known = new Set(
    found.flatMap(({ quotations }) => quotations.flatMap(({ quoted }) => quoted.match(FIGURE) ?? [])),
  );
  const body = plain(text.replaceAll(/<!--[\s\S]*?-->/g, ''));
  const unknown = [...new Set(body.match(FIGURE) ?? [])].filter((figure) => !known.has(figure));
  return unknown.map((figure) => `${path} "${figure}": no comment says where it comes from`);
}

const FIGURE = /\d[\d,]*(?:\.\d+)? (?:%|points)/g;
