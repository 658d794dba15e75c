import type { FigureDrawing } from '../charts/figure-svg.ts';

/** A report as data; `renderHtml` and `renderMarkdown` show the same document. All text is plain: renderers escape it. */
export interface ReportDocument {
  readonly title: string;
  /** One paragraph under the title: what was found. */
  readonly lede: readonly Inline[];
  /** Short facts beside the title, e.g. network, data set, epochs. */
  readonly badges: readonly string[];
  readonly sections: readonly Section[];
  /**
   * Where the page itself describes what a link leads to: ids of rows by the beginning of links. Links of the page lead there, so that
   * the file is whole wherever it lies; those of the Markdown lead to the files.
   */
  readonly described?: ReadonlyMap<string, string>;
}

export interface Section {
  /** Anchor, unique in the document. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What a section is made of. */
export type Block = Prose | List | TableBlock | FigureBlock | Gallery;

/** Text, with links and emphasis. */
export type Inline = string | { readonly text: string; readonly href?: string; readonly strong?: boolean };

/** A link to an artifact. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

export interface Prose {
  readonly kind: 'prose';
  readonly content: readonly Inline[];
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly (readonly Inline[])[];
}

/** A table; every row has one header cell and as many cells as there are columns. */
export interface TableBlock {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: string;
  /** Heading of the first column, that of the row headers. */
  readonly corner: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** A table of secondary interest is folded away behind its caption. */
  readonly folded?: boolean;
  readonly note?: readonly Inline[];
}

export interface Column {
  readonly label: string;
  /** A second, smaller line of the heading. */
  readonly detail?: string;
  /** Text columns are set left; numbers, the default, right. */
  readonly text?: boolean;
}

export interface Row {
  /** Anchor, unique in the document. */
  readonly id?: string;
  readonly header: string;
  readonly detail?: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly text: string;
  /** Smaller lines under the text, e.g. the interval and the count. */
  readonly details?: readonly string[];
  /** The artifact the number came from. */
  readonly href?: string;
  /** The artifacts of a number that came from several, a smaller line of links. */
  readonly sources?: readonly Link[];
  /** The number to look at. */
  readonly strong?: boolean;
}

/** A figure with its numbers. */
export interface FigureBlock {
  readonly kind: 'figure';
  /** A figure of secondary interest, such as one of many alike, is folded away behind its title. */
  readonly folded?: boolean;
  readonly drawing: FigureDrawing;
  /** Caption under the figure; its title stands above. */
  readonly caption: readonly Inline[];
  /** The figure's numbers, for readers who cannot see it and for those who want them. */
  readonly numbers: Pick<TableBlock, 'corner' | 'columns' | 'rows' | 'note'>;
}

/** The numbers of a figure as a table of their own, folded away. */
export function numbersTable({ drawing, numbers }: FigureBlock): TableBlock {
  return {
    ...numbers,
    kind: 'table',
    id: `${drawing.id}-numbers`,
    caption: `Numbers: ${drawing.title}`,
    folded: true,
  };
}

/** Pictures of single images with what was answered for them, folded away behind the title. */
export interface Gallery {
  readonly kind: 'gallery';
  /** Anchor, unique in the document. */
  readonly id: string;
  readonly title: string;
  /** Names of the answers, one for each of an item's. */
  readonly ways: readonly string[];
  readonly items: readonly GalleryItem[];
  readonly note: readonly Inline[];
}

/** An image of a gallery. */
export interface GalleryItem extends Picture {
  /** Name of its class. */
  readonly label: string;
  /** One for each of the gallery's ways. */
  readonly answers: readonly { readonly text: string; readonly right: boolean }[];
  /** Its batch; absent where it was answered by itself. */
  readonly batch: GalleryBatch | undefined;
}

/** The batch of an image. */
export interface GalleryBatch {
  /** In which way of testing. */
  readonly way: string;
  /** What of the batch is not shown, in words; may be empty. */
  readonly note: string;
  /** By their places, the image itself among them. */
  readonly images: readonly (Picture & { readonly right: boolean; readonly self: boolean })[];
}

/** A small picture with its name. */
export interface Picture {
  /** In words: which image, and in a batch its class and answer. */
  readonly name: string;
  /** A `data:` URI; absent where the images are not at hand. */
  readonly picture: string | undefined;
}

/** Links with commas between them. */
export function listOfLinks(links: readonly Link[]): Inline[] {
  return links.flatMap((link, index) => (index === 0 ? [link] : [', ', link]));
}
