import { basename } from 'node:path';
import { digestBytes } from '@batchmates/artifact';
import type { Model } from '@batchmates/classifier';
import { UserError } from '@batchmates/errors';
import {
  encodeModel,
  modelFacts,
  readModelFile,
  refuseFolded,
  saidByExport,
  type Model as OnnxModel,
} from '@batchmates/onnx';
import { locate } from '@batchmates/stage';
import { classNamesOf } from '../class-names.ts';
import type { OnnxParams } from './params.ts';
import { preprocessingOf } from './preprocessing.ts';

/** A model as params describe it. */
export interface ModelIn {
  readonly model: Model;
  /** What is worth knowing of it, a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads the ONNX file that params name. Throws a `UserError` when the file is absent or no image classifier, when its batch norms were folded into
 * other layers, and when it and the params contradict each other.
 */
export async function modelIn({
  params,
  pipelineDirectory,
  signal,
  datasetClasses,
}: {
  readonly params: OnnxParams;
  readonly pipelineDirectory: string;
  readonly signal?: AbortSignal;
  /** Of a connected data set, if it is there. */
  readonly datasetClasses?: readonly string[] | undefined;
}): Promise<ModelIn> {
  const path = locate(params.file, pipelineDirectory, 'file');
  const found = await readModelFile(path, signal);
  refuseFolded(found, path);
  const facts = modelFacts(found);
  const layout = params.layout === 'auto' ? facts.layout : params.layout;
  if (layout === undefined) throw unknownLayout(path, found);
  const said = saidByExport(found);
  const preprocessing = preprocessingOf(params, { path, found, layout, said });
  const classNames = await classNamesOf(
    params.classes ?? said.classes ?? unnamed(found, path, datasetClasses),
    {
      pipelineDirectory,
    },
  );
  checkClasses(found, { path, classes: classNames.length });
  const bytes = encodeModel(found);
  const name = basename(path);
  const model: Model = {
    ...{ name, bytes, layout, classNames, classes: classNames.length },
    ...preprocessing,
    channelOrder: params.channelOrder,
    answers: params.answers === 'auto' ? facts.answers : params.answers,
    parameters: facts.parameters,
    width: facts.width,
    batchNorms: found.batchNorms.map((norm) => ({
      ...{ name: norm.name, channels: norm.channels },
      statistics: norm.moments === undefined ? ('batch' as const) : ('running' as const),
    })),
    imported: { architecture: 'ONNX model', file: name, sha256: digestBytes(bytes) },
  };
  return { model, notes: notesOn(found, facts.givenInTraining) };
}

function notesOn({ folded }: OnnxModel, givenInTraining: readonly string[]): string[] {
  return [
    ...(folded.length > 0
      ? [
          `${folded.length} batch norms are folded into other layers and cannot be tested: ${folded.join(', ')}`,
        ]
      : []),
    ...(givenInTraining.length > 0
      ? [
          `${givenInTraining.length} batch norms were exported in train() and stand in the file as in eval(): ${givenInTraining[0]} and others; layers such as dropout may still be as in train(), so export after model.eval()`,
        ]
      : []),
  ];
}

function unknownLayout(path: string, { input }: OnnxModel): UserError {
  return new UserError({
    code: 'import/layout',
    what: `input "${input.name}" of ${path}`,
    expected: '1, 3 or 4 channels on its second or last axis',
    received: `[${input.shape.join(', ')}]`,
    remedy: 'set layout: NCHW or NHWC, and mean and std to one number per channel',
  });
}

/** Classes of a model that does not name them: those of the data set where it has as many, else their number. */
function unnamed(
  model: OnnxModel,
  path: string,
  datasetClasses: readonly string[] | undefined,
): readonly string[] | number {
  const classes = outputs(model, path);
  return datasetClasses?.length === classes ? datasetClasses : classes;
}

/** Number of classes of a model that does not name them. */
function outputs({ output }: OnnxModel, path: string): number {
  const classes = output.shape[1];
  if (typeof classes === 'number') return classes;
  throw new UserError({
    code: 'import/classes',
    what: `output "${output.name}" of ${path}`,
    expected: 'a number of classes',
    received: `[${output.shape.join(', ')}]`,
    remedy: 'set classes to their names or number',
  });
}

function checkClasses(
  { output }: OnnxModel,
  { path, classes }: { readonly path: string; readonly classes: number },
): void {
  const wanted = output.shape[1];
  if (typeof wanted !== 'number' || wanted === classes) return;
  throw new UserError({
    code: 'import/classes',
    what: `classes of ${path}`,
    expected: `${wanted}, the outputs of the model`,
    received: String(classes),
    remedy: 'set classes to their names in the order of the outputs',
  });
}
