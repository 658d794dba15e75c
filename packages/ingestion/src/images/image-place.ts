/** A run of bytes of a file. */
export interface Extent {
  readonly path: string;
  readonly start: number;
  readonly bytes: number;
}

/** Where the bytes of an image lie: a file of its own, or an entry of a tar. */
export type ImagePlace =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'entry'; readonly extent: Extent };
