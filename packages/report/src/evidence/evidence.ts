import type { Artifact, RunRecord } from '@batchmates/artifact';
import type { EpochRow, TrainingRecord } from '@batchmates/checkpoint';
import type {
  AssignmentMetrics,
  CirculateMetrics,
  EvaluationMetrics,
  Metrics,
  OpenedResults,
  PseudoLabelMetrics,
} from '@batchmates/results';

/** An input artifact with the path of its folder as links of the report write it. */
export interface Source {
  readonly artifact: Artifact;
  /** Path of the artifact's folder relative to the report's, with `/`. */
  readonly folder: string;
  /** Absent when the artifact came without `run.json`. */
  readonly run: RunRecord | undefined;
}

/** A `results` artifact of one kind. */
export interface ResultsSource<Kind extends Metrics = Metrics> extends Source {
  readonly metrics: Kind;
  readonly results: OpenedResults;
}

/** A `checkpoint` artifact; one that was only calibrated has no curves of its own. */
export interface CheckpointSource extends Source {
  readonly networkName: string;
  readonly training: TrainingRecord;
  readonly curves: readonly EpochRow[] | undefined;
}

/** Everything a report is made from, by kind, each in a stable order. */
export interface Evidence {
  readonly evaluations: readonly ResultsSource<EvaluationMetrics>[];
  readonly assignments: readonly ResultsSource<AssignmentMetrics>[];
  readonly pseudoLabels: readonly ResultsSource<PseudoLabelMetrics>[];
  readonly circulations: readonly ResultsSource<CirculateMetrics>[];
  readonly checkpoints: readonly CheckpointSource[];
  readonly datasets: readonly Source[];
}

/** Link to a file of a source, relative to the report. */
export function linkTo({ folder }: Source, file: string): string {
  return [...folder.split('/'), file]
    .map((part) => (part === '..' ? part : encodeURIComponent(part)))
    .join('/');
}
