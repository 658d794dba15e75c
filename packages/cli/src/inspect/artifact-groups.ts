import type { Artifact, RunRecord } from '@batchmates/artifact';
import prettyMilliseconds from 'pretty-ms';
import type { Inspection } from './inspection.ts';

/** What is true of every artifact: identity and files, params, inputs, and how the run went. */
export function artifactGroups(
  { directory, identity, manifest }: Artifact,
  run: RunRecord | undefined,
  standing?: string,
): Inspection['groups'] {
  return [
    {
      title: 'artifact',
      facts: [
        ['folder', directory],
        ['identity', identity],
        ...(standing === undefined ? [] : [['state', standing] as const]),
        ...facts(manifest.variant),
        ...manifest.files.map(({ path, bytes }) => [path, size(bytes)] as const),
      ],
    },
    { title: 'params', facts: facts(manifest.params) },
    {
      title: 'inputs',
      facts: Object.entries(manifest.inputs).map(
        ([name, identities]) =>
          [name, identities.map((each) => each.slice(0, 12)).join(', ') || 'none'] as const,
      ),
    },
    { title: 'run', facts: run === undefined ? [] : runFacts(run) },
  ];
}

/** Nested facts as `key.key` and text. */
export function facts(values: Readonly<Record<string, unknown>>, prefix = ''): (readonly [string, string])[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return facts(value as Record<string, unknown>, `${prefix}${key}.`);
    }
    return [[`${prefix}${key}`, typeof value === 'string' ? value : JSON.stringify(value)] as const];
  });
}

/** Bytes as people read them, e.g. `1.2 MB`. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}

function runFacts({
  startedAt,
  seconds,
  peakMemoryBytes,
  host,
  report,
}: RunRecord): (readonly [string, string])[] {
  return [
    ['started', startedAt],
    ['wall time', prettyMilliseconds(1000 * seconds)],
    ['peak memory', size(peakMemoryBytes)],
    ['host', `${host.cpu}, ${host.cores} cores, ${host.platform}, Node ${host.node}`],
    ...facts(report),
  ];
}
