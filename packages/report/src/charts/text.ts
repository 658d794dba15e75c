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

/** Estimated width of a line of text in CSS pixels, for a sans-serif face of `size` pixels. */
export function textWidth(text: string, size: number): number {
  return text.length * size * 0.6;
}

/** Cuts text that is wider than `width` CSS pixels in a sans-serif face of `size` pixels, with an ellipsis. */
export function fit(text: string, width: number, size: number): string {
  return shorten(text, Math.max(2, Math.floor(width / textWidth('m', size))));
}

/** Cuts text that is longer than `length` characters, with an ellipsis. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
