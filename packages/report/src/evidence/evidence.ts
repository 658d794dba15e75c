import type { Artifact } from '@batchmates/artifact';
import type { EpochRow, ImportedTraining, TrainingRecord } from '@batchmates/checkpoint';
import type { Duplicates } from '@batchmates/dataset';
import type {
  AuditFacts,
  CirculateFacts,
  Evaluation,
  Facts,
  OpenedResults,
  PseudoLabelFacts,
  Tally,
} from '@batchmates/results';
import type { Provenance } from './provenance.ts';

/** An input artifact with the path of its folder as links of the report write it. */
export interface Source {
  readonly artifact: Artifact;
  /** Path of the artifact's folder relative to the report's, with `/`. */
  readonly folder: string;
}

/** A `results` artifact, by what its facts are. */
export interface ResultSource<Kind extends Facts = Facts> extends Source {
  readonly facts: Kind;
  readonly results: OpenedResults;
  readonly provenance: Provenance;
}

/** An evaluation with its predictions, from which metrics are computed, and the first of them: its errors. */
export interface EvaluationSource extends Source, Evaluation {
  readonly tally: Tally;
  readonly provenance: Provenance;
}

/** A `checkpoint` artifact; one that was only calibrated has no curves of its own. */
export interface CheckpointSource extends Source {
  readonly networkName: string;
  readonly training: TrainingRecord | ImportedTraining;
  readonly curves: readonly EpochRow[] | undefined;
  readonly provenance: Provenance;
}

/** A `dataset` artifact. */
export interface DatasetSource extends Source {
  /** Absent when no two of its images are equal. */
  readonly duplicates: Duplicates | undefined;
}

/** Everything a report is made from, by kind, each in a stable order. */
export interface Evidence {
  readonly evaluations: readonly EvaluationSource[];
  readonly pseudoLabels: readonly ResultSource<PseudoLabelFacts>[];
  readonly circulations: readonly ResultSource<CirculateFacts>[];
  readonly audits: readonly ResultSource<AuditFacts>[];
  readonly checkpoints: readonly CheckpointSource[];
  readonly datasets: readonly DatasetSource[];
}

/** All results, of every kind. */
export function allResults({
  evaluations,
  pseudoLabels,
  circulations,
  audits,
}: Evidence): readonly (EvaluationSource | ResultSource)[] {
  return [...evaluations, ...pseudoLabels, ...circulations, ...audits];
}

/** The facts of all results, of every kind. */
export function allFacts(evidence: Evidence): Facts[] {
  return allResults(evidence).map(({ facts }) => facts);
}

/** Link to a file of a source, relative to the report. */
export function linkTo({ folder }: Source, file: string): string {
  return [...folder.split('/'), file].map((part) => encodeURIComponent(part)).join('/');
}
