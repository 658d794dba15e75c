import { compose, createProgram, engineCandidates } from 'batchmates/testing';
import type { Registry } from '@batchmates/stage';
import { commandsPage } from './commands-page.ts';
import {
  enginesPage,
  layersPage,
  metricsPage,
  networksPage,
  partsPage,
  pipelineFilePage,
} from './parts-pages.ts';
import { stagePage } from './stage-page.ts';
import { table } from './table.ts';

/** The pages of the reference by their paths under `reference/`, all made from the code that parses what they describe. */
export async function referencePages(root: string): Promise<ReadonlyMap<string, string>> {
  const { stages, services } = compose();
  const all = <Item>(registry: Registry<Item>) => itemsOf(registry, root);
  const everyStage = await all(stages);
  const pages = new Map([
    [
      'commands.md',
      commandsPage(createProgram({ root, signal: new AbortController().signal, print: () => undefined })),
    ],
    ['pipeline.md', pipelineFilePage()],
    [
      'strategies.md',
      partsPage(
        'Batching strategies',
        'Which images meet in a batch of training: `batching: balanced`, or with options `batching: { kind: balanced, samplesPerClass: 2 }`. `batchSize` is a param of its own, beside it. A file of your own, `batching: ./my-strategy.ts`, works as well.',
        await all(services.strategies),
      ),
    ],
    [
      'protocols.md',
      partsPage(
        'Test protocols',
        'How images meet when a network is tested, and with which statistics: `protocol: standard`, or with options `protocol: { kind: standard, statistics: running }`. A file of your own, `protocol: ./my-protocol.ts`, works as well. What each is for: [Testing](../docs/protocols.md).',
        await all(services.protocols),
      ),
    ],
    ['metrics.md', metricsPage(await all(services.metrics))],
    ['networks.md', networksPage()],
    ['layers.md', layersPage()],
    ['engines.md', enginesPage(await engineCandidates())],
    [
      'stages/index.md',
      [
        '# Stages',
        '',
        'What `uses:` may name, besides files beside the pipeline and installed packages.',
        '',
        table(
          ['stage', ''],
          everyStage.map(({ uses, summary }) => [`[${uses}](${stageFile(uses)})`, summary]),
        ),
        '',
      ].join('\n'),
    ],
  ]);
  for (const stage of everyStage) pages.set(`stages/${stageFile(stage.uses)}`, stagePage(stage));
  return pages;
}

function stageFile(uses: string): string {
  return `${uses.replaceAll('/', '-')}.md`;
}

async function itemsOf<Item>(registry: Registry<Item>, root: string): Promise<Item[]> {
  return Promise.all((await registry.names()).map((name) => registry.resolve(name, root)));
}
