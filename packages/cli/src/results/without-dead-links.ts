/** A link or picture of Markdown to a figure or another folder; its words may hold escaped brackets. */
const LINK = /!?\[((?:\\.|[^\]\\\n])*)\]\(((?:\.\.|figures)\/[^)\s]+)\)/g;

/** A page of Markdown whose links to figures and other folders are only their words where `isThere` is false of the target. */
export function withoutDeadLinks(page: string, isThere: (target: string) => boolean): string {
  return page.replaceAll(LINK, (link, words: string, target: string) => (isThere(target) ? link : words));
}
