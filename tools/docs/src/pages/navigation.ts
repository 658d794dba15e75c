import { titleOf } from './repository-pages.ts';

/** An entry beside the pages, as VitePress takes it. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly SidebarItem[];
  readonly collapsed?: boolean;
}

/**
 * Pages of `docs/` by what they are for, with a short title where their own is long; one that is in no group comes under the last heading. Names of pages that are not
 * there are passed over.
 */
const GROUPS: readonly { readonly text: string; readonly pages: Readonly<Record<string, string>> }[] = [
  {
    text: 'Three ways in',
    pages: {
      leak: 'My sampler may leak',
      study: 'I study batch structure',
      extend: 'I add a part of my own',
    },
  },
  {
    text: 'Audits',
    pages: {
      audit: 'Audit',
      batches: 'Batches for other programs',
      import: 'Import networks',
      onnx: 'ONNX files',
    },
  },
  {
    text: 'Experiments',
    pages: {
      workspace: 'A workspace of your own',
      ingestion: 'Data sets',
      training: 'Training',
      protocols: 'Testing',
      matrix: 'Matrices',
      report: 'Reports',
      playground: 'Playground',
      paper: 'The paper',
      findings: 'Findings',
    },
  },
  {
    text: 'Running',
    pages: {
      open: 'In the browser',
      caching: 'What runs again',
      cluster: 'Slurm',
      platforms: 'Platforms',
    },
  },
  {
    text: 'Trust',
    pages: { determinism: 'What is the same again', reliability: 'Reliability', measured: 'Measured' },
  },
];
const OTHERS = 'More';

/** What stands beside every page. `pages` are those of the site by their paths. */
export function sidebar(pages: ReadonlyMap<string, string>): readonly SidebarItem[] {
  const item = (path: string): SidebarItem => ({ text: titleOf(pages.get(path)!), link: linkOf(path) });
  const grouped = new Set(GROUPS.flatMap((group) => Object.keys(group.pages)));
  const docs = [...pages.keys()].filter((path) => /^docs\/[^/]+\.md$/.test(path));
  const rest = docs.filter((path) => !grouped.has(path.slice('docs/'.length, -'.md'.length)));
  const groups = GROUPS.map((group) => ({
    text: group.text,
    items: Object.entries(group.pages)
      .map(([name, text]) => ({ text, path: `docs/${name}.md` }))
      .filter(({ path }) => pages.has(path))
      .map(({ text, path }) => ({ text, link: linkOf(path) })),
  }));
  const stages = [...pages.keys()].filter(
    (path) => /^reference\/stages\/.+\.md$/.test(path) && !path.endsWith('index.md'),
  );
  const reference = [...pages.keys()].filter((path) => /^reference\/[^/]+\.md$/.test(path));
  return [
    ...groups,
    ...(rest.length > 0 ? [{ text: OTHERS, items: rest.map(item) }] : []),
    {
      text: 'Reference',
      items: [
        ...reference.map(item),
        { text: 'Stages', link: '/reference/stages/', collapsed: true, items: stages.map(item) },
        { text: 'Libraries', link: '/api/' },
      ],
    },
    {
      text: 'Project',
      items: [
        ...['CONTRIBUTING.md', 'docs/decisions/index.md', 'SECURITY.md', 'THIRD-PARTY-LICENCES.md'].map(item),
      ],
    },
  ];
}

/** The address of a page on the site. */
function linkOf(path: string): string {
  return `/${path.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;
}
