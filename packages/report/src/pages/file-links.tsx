/** @jsxRuntime automatic */
/** @jsxImportSource preact */

/** A file that a page leads to. */
export interface LinkedFile {
  readonly href: string;
  readonly name: string;
  readonly bytes: number;
}

/** Files listed at most: an artifact may have thousands. */
const MOST = 100;

/** Links to files, with their sizes. */
export function FileLinks({ files }: { files: readonly LinkedFile[] }) {
  return (
    <ul class="files">
      {files.slice(0, MOST).map(({ href, name, bytes }) => (
        <li>
          <a href={href}>{name}</a> <span class="size">{formatBytes(bytes)}</span>
        </li>
      ))}
      {files.length > MOST ? <li>{`and ${files.length - MOST} more`}</li> : null}
    </ul>
  );
}

/** The files of an artifact, folded away; `of` is its name. */
export function FoldedFiles({ files, of }: { files: readonly LinkedFile[]; of: string }) {
  if (files.length === 0) return null;
  return (
    <details data-key={`files ${of}`}>
      <summary>
        {files.length === 1 ? '1 file' : `${files.length} files`}
        <span class="visually-hidden"> of {of}</span>
      </summary>
      <FileLinks files={files} />
    </details>
  );
}

/** E.g. `1.2 MB`; thousands, as disks count. */
function formatBytes(bytes: number): string {
  const unit = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  const value = bytes / 1000 ** unit;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${['B', 'kB', 'MB', 'GB'][unit]}`;
}
