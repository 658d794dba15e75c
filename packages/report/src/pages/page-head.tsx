/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';

/** What `PageHead` says. */
export interface PageHeadProps {
  readonly title: string;
  /** `Content-Security-Policy` of a page that may lie on any server, or on none. */
  readonly policy?: string;
  /** Style sheets and scripts. */
  readonly children: ComponentChildren;
}

/** The head of every page that is rendered here. */
export function PageHead({ title, policy, children }: PageHeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      {policy === undefined ? null : <meta http-equiv="Content-Security-Policy" content={policy} />}
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="generator" content="Batchmates" />
      <title>{title}</title>
      {/* An empty icon, for otherwise browsers ask for /favicon.ico. */}
      <link rel="icon" href="data:," />
      {children}
    </head>
  );
}
