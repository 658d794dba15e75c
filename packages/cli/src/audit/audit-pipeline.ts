import { relative } from 'node:path';
import { stringify } from 'yaml';
import { quotedWord } from '../quoted-word.ts';

/** What a model is audited with. Paths are absolute. */
export interface AuditPipeline {
  /** Of the pipeline. */
  readonly name: string;
  /** Where its file will stand: paths in it are relative to this folder. */
  readonly folder: string;
  readonly model: string;
  /** Params of `import/onnx` that were told. */
  readonly importing: Readonly<Record<string, unknown>>;
  readonly reference: string | undefined;
  readonly classes: string | readonly string[] | undefined;
  readonly images: string;
  /** Images of the training set, over which fixed statistics are pooled; absent: those of the file are taken. */
  readonly trainingImages: string | undefined;
  readonly order: string | undefined;
  /** Side of the stored images, pixels. */
  readonly side: number;
  /** Whether images are stored in grey. */
  readonly isGrey: boolean;
  /** Params of `evaluator/audit`. */
  readonly auditing: Readonly<Record<string, unknown>> & { readonly batchSize: number };
  /** The words of the command that writes it, after `batchmates audit`. */
  readonly words: readonly string[];
}

/** The text of a pipeline file that audits a model: image folder, import, calibration where asked for, audit, report. */
export function auditPipelineText(audit: AuditPipeline): string {
  const path = (file: string) => relative(audit.folder, file).split('\\').join('/');
  const { side, classes, reference, trainingImages, order, auditing } = audit;
  const images = (source: string, split: 'train' | 'test') => ({
    uses: 'ingestion/image-folder',
    with: { source: path(source), split, size: side, pad: 0, ...(audit.isGrey && { channels: 1 }) },
  });
  const test = images(audit.images, 'test');
  const document = {
    name: audit.name,
    stages: {
      images: { ...test, with: { ...test.with, ...(order !== undefined && { order: path(order) }) } },
      model: {
        uses: 'import/onnx',
        ...(reference !== undefined && { in: { dataset: 'images' } }),
        with: {
          file: path(audit.model),
          ...(classes !== undefined && { classes: typeof classes === 'string' ? path(classes) : classes }),
          ...audit.importing,
          ...(reference !== undefined && { reference: path(reference) }),
          threads: 'all',
        },
      },
      ...(trainingImages !== undefined && {
        'training-images': images(trainingImages, 'train'),
        calibrate: {
          uses: 'evaluator/calibrate',
          in: { checkpoint: 'model', dataset: 'training-images' },
          with: { batching: 'standard', batchSize: auditing.batchSize, threads: 'all' },
        },
      }),
      audit: {
        uses: 'evaluator/audit',
        in: { checkpoint: trainingImages === undefined ? 'model' : 'calibrate', dataset: 'images' },
        with: { ...auditing, threads: 'all' },
      },
      report: {
        uses: 'report/report',
        in: { results: 'audit' },
        with: { title: `Audit of ${audit.name.replace(/^audit-/, '')}` },
      },
    },
  };
  return [
    '# yaml-language-server: $schema=../schema.json',
    `${WRITTEN_BY}; the same command writes it anew, so copy it to change it:`,
    `#   npx batchmates audit ${audit.words.map(quotedWord).join(' ')}`,
    stringify(document, { lineWidth: 110, flowCollectionPadding: true }),
  ].join('\n');
}

/** How such a file begins, after the line for editors. */
export const WRITTEN_BY = '# Written by `batchmates audit`';
