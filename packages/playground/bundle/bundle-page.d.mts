/** Bundles the page, or another in `root`, into `outDir`. */
export function bundlePage(outDir: string, root?: string): Promise<void>;
