/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { PageHead } from './page-head.tsx';

/** What `ListingPage` shows. */
export interface ListingPageProps {
  /** Of the window. */
  readonly title: string;
  readonly policy?: string;
  /** Style sheets and scripts. */
  readonly head: ComponentChildren;
  /** What kind of page it is, above the heading. */
  readonly eyebrow: string;
  readonly heading: string;
  readonly description?: string | undefined;
  /** Where the link at the beginning leads: the id and the name of a heading. */
  readonly skip: { readonly id: string; readonly text: string };
  /** More of the header. */
  readonly status?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A page that lists what there is of a pipeline, styled by `listingStyle`: the start page of `batchmates open` and the first page of a site. */
export function ListingPage(props: ListingPageProps) {
  const { title, policy, head, eyebrow, heading, description, skip, status, children } = props;
  return (
    <html lang="en">
      <PageHead {...{ title, ...(policy === undefined ? {} : { policy }) }}>{head}</PageHead>
      <body>
        <a class="skip" href={`#${skip.id}`}>
          Skip to {skip.text}
        </a>
        <div class="start">
          <header>
            <p class="eyebrow">{eyebrow}</p>
            <h1>{heading}</h1>
            {description === undefined ? null : <p class="lede">{description}</p>}
            {status}
          </header>
          <main id="main">{children}</main>
        </div>
      </body>
    </html>
  );
}
