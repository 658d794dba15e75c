import { digestValue } from '@batchmates/artifact';
import { CHECKPOINT_FILE } from '@batchmates/checkpoint';
import { describeDuplicates } from '@batchmates/dataset';
import type { Facts } from '@batchmates/results';
import { count, percent, percentRange } from '@batchmates/metrics';
import { listOf, settingsText } from '../analysis/settings-text.ts';
import type { Row, Section, TableBlock } from '../document/document.ts';
import {
  allFacts,
  allResults,
  linkTo,
  type CheckpointSource,
  type EvaluationSource,
  type Evidence,
  type Source,
} from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { sourceNote } from './source-links.ts';

/** Where every number comes from: data, network, training, engine, and each artifact with its identity. */
export function provenanceSection({ evidence }: SectionContext): Section {
  return {
    id: 'provenance',
    title: 'Provenance',
    blocks: [
      factsTable(evidence),
      ...(evidence.checkpoints.length === 0 ? [] : [trainingTable(evidence.checkpoints)]),
      artifactsTable(evidence),
    ],
  };
}

function allSources(evidence: Evidence): Source[] {
  const { datasets, checkpoints } = evidence;
  return [...datasets, ...checkpoints, ...allResults(evidence)];
}

function factsTable(evidence: Evidence): TableBlock {
  const { checkpoints, datasets } = evidence;
  const measured = allFacts(evidence);
  const duplicates = datasets.flatMap((dataset) => dataset.duplicates ?? []);
  const distinct = (of: (facts: Facts) => string) => [...new Set(measured.map(of))].join('; ') || '–';
  const rows: readonly (readonly [string, string])[] = [
    ['Data', distinct(({ dataset }) => dataset.description)],
    [
      'Classes',
      distinct(
        ({ dataset }) =>
          `${dataset.classNames.length}: ${dataset.classNames.slice(0, 12).join(', ')}${dataset.classNames.length > 12 ? ', …' : ''}`,
      ),
    ],
    ...duplicates.map((each): [string, string] => ['Duplicates', describeDuplicates(each)]),
    ['Tested split', distinct(({ dataset }) => dataset.split)],
    [
      'Network',
      distinct(
        ({ network }) =>
          `${network.name}, width ${network.width}, ${count(network.parameters)} parameters, input ${network.input.height} × ${network.input.width} × ${network.input.channels}`,
      ),
    ],
    ['Epochs', distinct(({ training }) => told(training.epochs))],
    ['Batch size', distinct(({ training }) => `${told(training.batchSize)} (${training.strategy})`)],
    [
      'Trained by',
      trainers(checkpoints) ||
        distinct(
          ({ training }) =>
            [training['engine'], training['precision']]
              .filter((part) => typeof part === 'string')
              .join(', ') || 'not recorded',
        ),
    ],
    ['Tested by', distinct(({ engine }) => `${engine.name}, ${engine.precision}`)],
    ['Training seeds', distinct(({ training }) => told(training.seed))],
    ['Arrangement seeds', distinct(({ seed }) => String(seed))],
  ];
  return {
    kind: 'table',
    id: 'facts',
    caption: 'What was measured',
    corner: 'Fact',
    columns: [{ label: 'Value', text: true }],
    rows: rows.map(([header, text]) => ({ header, cells: [{ text }] })),
  };
}

function trainers(checkpoints: readonly CheckpointSource[]): string {
  return [
    ...new Set(
      checkpoints.map(({ training }) =>
        'imported' in training
          ? `elsewhere: ${training.imported.file}`
          : `${training.engine}, ${training.precision}, ${training.threads} ${training.threads === 1 ? 'thread' : 'threads'}`,
      ),
    ),
  ].join('; ');
}

function trainingTable(checkpoints: readonly CheckpointSource[]): TableBlock {
  const values = checkpoints.map(({ training }): Readonly<Record<string, string>> => {
    return Object.fromEntries(
      Object.entries(tableFacts(training)).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
  });
  const keys = [...new Set(values.flatMap((each) => Object.keys(each)))];
  return {
    kind: 'table',
    id: 'training',
    caption: 'How each network was trained',
    corner: 'Parameter',
    folded: true,
    columns: checkpoints.map(({ artifact }) => ({ label: artifact.manifest.instance, text: true })),
    rows: keys.map((key) => ({ header: key, cells: values.map((each) => ({ text: each[key] ?? '–' })) })),
    note: sourceNote(checkpoints, CHECKPOINT_FILE),
  };
}

function tableFacts(training: CheckpointSource['training']): Record<string, unknown> {
  if ('imported' in training) return prefixed('imported', training.imported);
  const { optimizer, schedule, augmentation, batching, composition, ...plain } = training;
  return {
    ...plain,
    ...prefixed('optimizer', optimizer),
    ...prefixed('schedule', schedule),
    ...prefixed('augmentation', augmentation),
    ...prefixed('batching', batching),
    ...prefixed('composition', composition),
  };
}

/** A number of the training, of which nothing is known where the network was imported. */
function told(value: number | null): string {
  return value === null ? 'not known' : String(value);
}

function prefixed(
  prefix: string,
  facts: string | Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (typeof facts === 'string') return { [prefix]: facts };
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [`${prefix}.${key}`, value]));
}

/** Where the page describes each artifact: see `ReportDocument.described`. */
export function describedArtifacts(evidence: Evidence): ReadonlyMap<string, string> {
  return new Map(allSources(evidence).map((source) => [linkTo(source, ''), rowId(source)]));
}

/** Of the row about an artifact: by its folder, for two artifacts may be the same. */
function rowId({ folder }: Source): string {
  return `artifact-${folder.replace(/[^A-Za-z0-9]+/g, '-')}-${digestValue(folder).slice(0, 6)}`;
}

/** What an evaluation counted; nothing for other artifacts. */
function outcomeOf(source: Source | EvaluationSource): string {
  if (!('tally' in source)) return '–';
  const { errors, images, error, interval } = source.tally;
  return `${percent(error)} (${percentRange(interval)}), ${count(errors)} of ${count(images)} wrong`;
}

function artifactsTable(evidence: Evidence): TableBlock {
  const sources = allSources(evidence);
  const rows = sources.map((source): Row => {
    const { manifest, identity } = source.artifact;
    return {
      id: rowId(source),
      header: manifest.instance,
      detail: listOf(manifest.variant),
      cells: [
        { text: manifest.stage },
        { text: identity.slice(0, 12), href: linkTo(source, 'artifact.json') },
        { text: 'run.json', href: linkTo(source, 'run.json') },
        { text: outcomeOf(source) },
        { text: settingsText(manifest.params) },
      ],
    };
  });
  return {
    kind: 'table',
    id: 'artifacts',
    caption: 'Artifacts behind this report',
    corner: 'Stage instance',
    columns: [
      { label: 'Stage', text: true },
      { label: 'Identity', text: true },
      { label: 'Run', text: true },
      { label: 'Measured', text: true },
      { label: 'Params', text: true },
    ],
    folded: rows.length > 16,
    rows: rows.map(({ detail, ...row }) => (detail === '' ? row : { ...row, detail: detail! })),
    note: [
      'An identity is the start of the sha256 of the artifact’s artifact.json without the name of its instance. Times and machines stand in run.json: they are no ',
      'part of what a report is made from, so that equal results give equal reports.',
    ],
  };
}
