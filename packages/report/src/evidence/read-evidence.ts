import { relative, sep } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { readDuplicates } from '@batchmates/dataset';
import { errorRate } from '@batchmates/metrics';
import { readResults, type EvaluationFacts, type ResultFacts } from '@batchmates/results';
import { provenanceOf } from './provenance.ts';
import { readTrained } from './read-trained.ts';
import type { CheckpointSource, EvaluationSource, Evidence, ResultSource, Source } from './evidence.ts';

/** The inputs of a report stage and the folder it writes to. */
export interface EvidenceRequest {
  readonly results: readonly Artifact[];
  readonly checkpoints?: readonly Artifact[];
  readonly datasets?: readonly Artifact[];
  /** Links are relative to this folder. */
  readonly reportDirectory: string;
}

/**
 * Reads the inputs of a report, sorted by instance name so that the order of a gather does not show. Throws the
 * `UserError`s of the readers when a payload is damaged.
 */
export async function readEvidence(request: EvidenceRequest): Promise<Evidence> {
  const { results, checkpoints = [], datasets = [], reportDirectory } = request;
  const sourceOf = (artifact: Artifact) => describeSource(artifact, reportDirectory);
  const found = await Promise.all(inOrder(results).map(async (artifact) => openResults(sourceOf(artifact))));
  const ofKind = <Kind extends ResultFacts['kind']>(kind: Kind) =>
    found.filter(
      (source): source is ResultSource<Extract<ResultFacts, { kind: Kind }>> => source.facts.kind === kind,
    );
  return {
    evaluations: await Promise.all(ofKind('evaluation').map(readEvaluation)),
    pseudoLabels: ofKind('pseudo-label'),
    circulations: ofKind('circulate'),
    audits: ofKind('audit'),
    checkpoints: await Promise.all(
      inOrder(checkpoints).map(async (artifact) => openCheckpoint(sourceOf(artifact))),
    ),
    datasets: await Promise.all(
      inOrder(datasets).map(async (artifact) => ({
        ...sourceOf(artifact),
        duplicates: await readDuplicates(artifact.directory),
      })),
    ),
  };
}

function inOrder(artifacts: readonly Artifact[]): Artifact[] {
  const collator = new Intl.Collator('en', { numeric: true });
  return [...artifacts].sort(
    (left, right) =>
      collator.compare(left.manifest.instance, right.manifest.instance) ||
      (left.identity < right.identity ? -1 : 1),
  );
}

function describeSource(artifact: Artifact, from: string): Source {
  const folder = relative(from, artifact.directory).split(sep).join('/');
  return { artifact, folder };
}

async function openResults(source: Source): Promise<ResultSource<ResultFacts>> {
  const results = await readResults(source.artifact.directory);
  return { ...source, facts: results.facts, results, provenance: provenanceOf(source.artifact) };
}

async function readEvaluation({
  results,
  ...source
}: ResultSource<EvaluationFacts>): Promise<EvaluationSource> {
  const evaluation = { ...source, predictions: await results.predictions() };
  return { ...evaluation, tally: errorRate.compute(evaluation) };
}

async function openCheckpoint(source: Source): Promise<CheckpointSource> {
  return { ...source, ...(await readTrained(source.artifact)) };
}
