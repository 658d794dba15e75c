import { wrapWords } from '../render/wrap-words.ts';

/** Escapes text for XML content and attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Width of a line of text in CSS pixels, for a sans-serif face of `size` pixels; estimated from DejaVu Sans, the widest
 * of the usual ones, so that what fits by it fits everywhere.
 */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) em += emWidth(character);
  return em * size;
}

function emWidth(character: string): number {
  if (/[ijl.,:;'|! ]/.test(character)) return 0.34;
  if (/[ftr()/-]/.test(character)) return 0.42;
  if (/[mwMW%…]/.test(character)) return 1;
  return /[A-Z]/.test(character) ? 0.72 : 0.64;
}

/** Cuts text that is wider than `width` CSS pixels in a face of `size` pixels, with an ellipsis. */
export function fit(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  let length = text.length - 1;
  while (length > 1 && textWidth(`${text.slice(0, length)}…`, size) > width) length--;
  return `${text.slice(0, length).trimEnd()}…`;
}

/** Breaks text at spaces into lines no wider than `width` CSS pixels, where its words allow. */
export function wrap(text: string, width: number, size: number): string[] {
  return wrapWords(text, (line) => textWidth(line, size) <= width);
}
