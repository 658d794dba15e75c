/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import {
  FileLinks,
  FoldedFiles,
  ListingPage,
  ReportSummary,
  ResultLinks,
  listingStyle,
  sourceOf,
  type ReportData,
} from '@batchmates/report';
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { ShownArtifact, Step } from './shown-artifact.ts';

/** What the first page of a site shows. */
export interface Overview {
  readonly title: string;
  /** Path of the playground's page. */
  readonly playground: string;
  readonly report: { readonly page: string; readonly data: ReportData | undefined } | undefined;
  readonly artifacts: readonly ShownArtifact[];
}

const style = `${listingStyle}
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.1rem 1rem; margin: 0.4rem 0; font-size: 0.92rem; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.steps { padding-left: 1.4rem; margin: 0; font-size: 0.88rem; }
.steps li { overflow-wrap: anywhere; }
@media (max-width: 480px) { .facts { grid-template-columns: minmax(0, 1fr); } .facts dd { margin-bottom: 0.3rem; } }
`;

/** No script, and nothing from elsewhere. */
const policy = `default-src 'none'; style-src ${sourceOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** The first page of a site as HTML: one file that loads nothing. Names and texts are escaped by construction. */
export function renderOverview(overview: Overview): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Page {...overview} />)}\n`;
}

function Page({ title, playground, report, artifacts }: Overview) {
  return (
    <ListingPage
      title={title}
      policy={policy}
      head={<style dangerouslySetInnerHTML={{ __html: style }} />}
      eyebrow="Batchmates"
      heading={title}
      description="What does a network with batch normalization learn from the other images of its batch?"
      skip={{ id: 'results', text: 'the results' }}
    >
      <section aria-labelledby="results">
        <h2 id="results" tabIndex={-1}>
          Results
        </h2>
        <ResultLinks
          links={[
            {
              href: playground,
              text: 'Playground',
              note: '– exchange images of a batch, and see which answers change: the networks answer in your browser',
            },
            ...(report === undefined
              ? []
              : [{ href: report.page, text: 'Report', note: '– every table and figure' }]),
          ]}
        />
      </section>
      {report?.data === undefined ? null : (
        <section aria-labelledby="errors-heading">
          <h2 id="errors-heading">Errors</h2>
          <ReportSummary data={report.data} />
        </section>
      )}
      <section aria-labelledby="artifacts">
        <h2 id="artifacts">What it was made from</h2>
        <ul class="items">
          {artifacts.map((artifact) => (
            <ArtifactItem artifact={artifact} />
          ))}
        </ul>
        <p class="note">
          A network’s .safetensors holds its parameters, running and population statistics; checkpoint.json
          its layers, classes, preprocessing and training. The sha256 of a record.json is the identity of the
          artifact: it lists the sha256 of each file, and everything that it was made from.
        </p>
      </section>
    </ListingPage>
  );
}

/** Files that are listed without being folded away. */
const FEW = 4;

function ArtifactItem({ artifact }: { artifact: ShownArtifact }) {
  const { title, type, stage, identity, facts, files, madeFrom } = artifact;
  return (
    <li class="item">
      <h3>{title}</h3>
      <p class="what">
        {type} of <code>{stage}</code>, identity <code>{identity.slice(0, 12)}</code>
      </p>
      {facts.length === 0 ? null : (
        <dl class="facts">
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      )}
      {files.length > FEW ? <FoldedFiles files={files} of={title} /> : <FileLinks files={files} />}
      <MadeFrom steps={madeFrom} of={title} />
    </li>
  );
}

function MadeFrom({ steps, of }: { steps: readonly Step[]; of: string }) {
  if (steps.length === 0) return null;
  return (
    <details>
      <summary>
        Provenance: {steps.length === 1 ? '1 artifact' : `${steps.length} artifacts`} before it
        <span class="visually-hidden"> ({of})</span>
      </summary>
      <ol class="steps">
        {steps.map(({ type, stage, identity, settings }) => (
          <li>
            {type} <code>{identity.slice(0, 12)}</code> of <code>{stage}</code>: {settings}
          </li>
        ))}
      </ol>
    </details>
  );
}
