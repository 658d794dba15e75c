import { slug } from 'github-slugger';
import MarkdownIt, { type Token } from 'markdown-it';

/** What of a page of Markdown can be checked. */
export interface Page {
  /** Anchors of its headings, as the host of the repository and the site make them. */
  readonly anchors: ReadonlySet<string>;
  /** Of pictures, too. */
  readonly links: readonly Link[];
  readonly samples: readonly Sample[];
  /** Words of inline code. */
  readonly words: readonly Sample[];
}

export interface Link {
  readonly href: string;
  /** From 1. */
  readonly line: number;
}

/** A block of code, or code in a sentence. */
export interface Sample {
  /** The word after the fence, such as `yaml`; empty where there is none. */
  readonly language: string;
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

/** Reads a page of Markdown. */
export function readPage(text: string): Page {
  const tokens = new MarkdownIt({ html: false }).parse(text, {});
  const anchors = new Set<string>();
  const links: Link[] = [];
  const samples: Sample[] = [];
  const words: Sample[] = [];
  tokens.forEach((token, index) => {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === 'heading_open') anchors.add(anchorOf(textOf(tokens[index + 1]), anchors));
    if (token.type === 'fence')
      samples.push({ language: token.info.trim(), text: token.content, line: line + 1 });
    for (const child of token.children ?? []) {
      const href = child.type === 'link_open' ? child.attrGet('href') : child.attrGet('src');
      const at = line + linesBefore(token, child);
      if (href !== null) links.push({ href: String(href), line: at });
      if (child.type === 'code_inline') words.push({ language: '', text: child.content, line: at });
    }
  });
  return { anchors, links, samples, words };
}

/** The anchor of a heading; a repeated one is numbered. */
function anchorOf(text: string, taken: ReadonlySet<string>): string {
  const plain = slug(text);
  let anchor = plain;
  for (let count = 1; taken.has(anchor); count++) anchor = `${plain}-${count}`;
  return anchor;
}

/** The text of a heading without its marks. */
function textOf(token: Token | undefined): string {
  return (token?.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

function linesBefore({ children }: Token, child: Token): number {
  const all = children ?? [];
  return all.slice(0, all.indexOf(child)).filter(({ type }) => type === 'softbreak').length;
}
