import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import type { StageContext, StageReport } from '@batchmates/stage';
import { randomStream, shuffle } from '@batchmates/random';
import { checkNoneMissed, countByReason, describeLeftOut } from '../images/left-out.ts';
import { formatClassSample, type ClassSample, type SampledClass } from './class-sample.ts';
import { openSplits, type ImagenetSplits } from './open-splits.ts';
import type { SampleClassesParams } from './sample-classes-params.ts';

/** Draws the sample and writes `sample.json`. */
export async function drawSample(context: StageContext<SampleClassesParams>): Promise<StageReport> {
  const { params, output, pipelineDirectory, progress, signal } = context;
  const splits = await openSplits(params.source, pipelineDirectory);
  const total = typeof params.classes === 'number' ? params.classes : params.classes.length;
  const bar = progress.start({ label: 'sampling classes', total, unit: 'classes' });
  const classes: SampledClass[] = [];
  const passedOver: string[] = [];
  try {
    for (const wnid of candidates(params, splits)) {
      if (classes.length === total) break;
      signal.throwIfAborted();
      const drawn = await drawClass(wnid, params, splits);
      if (drawn instanceof UserError) {
        // A class asked for by its wnid must have enough images; one drawn at random is replaced by the next.
        if (typeof params.classes !== 'number') throw drawn;
        passedOver.push(wnid);
        continue;
      }
      classes.push(drawn);
      bar.advance(1, drawn.name);
    }
  } finally {
    bar.stop();
  }
  const { train, test } = splits;
  for (const { path, left } of [train, test]) {
    if (params.onBadImage === 'fail') checkNoneMissed(left, path);
    if (left.length > 0) progress.note(`left out of ${path}: ${describeLeftOut(left)}`);
  }
  if (classes.length < total) throw tooFewClasses(total, classes.length, params, splits);
  const sample: ClassSample = {
    schemaVersion: 1,
    title: `ImageNet, ${total} classes`,
    licence: 'The images are under the terms of access of ImageNet (https://image-net.org/download).',
    seed: params.seed,
    classes,
  };
  await writeFile(join(output, 'sample.json'), formatClassSample(sample));
  return { classes: total, passedOver, leftOut: countByReason([...train.left, ...test.left]) };
}

/** The wnids in the order in which they are taken: a shorter sample is the beginning of a longer one. */
function candidates({ classes, seed }: SampleClassesParams, { train }: ImagenetSplits): readonly string[] {
  if (typeof classes === 'number') return shuffle([...train.wnids], randomStream(seed, 'sample-classes'));
  const twice = classes.find((wnid, index) => classes.indexOf(wnid) !== index);
  if (twice === undefined) return classes;
  throw new UserError({
    code: 'imagenet/duplicate-class',
    what: 'classes',
    expected: 'each wnid once',
    received: `${twice} twice`,
  });
}

async function drawClass(
  wnid: string,
  params: SampleClassesParams,
  splits: ImagenetSplits,
): Promise<SampledClass | UserError> {
  const drawn = { train: [] as string[], test: [] as string[] };
  for (const [split, count] of [
    ['train', params.trainPerClass],
    ['test', params.testPerClass],
  ] as const) {
    const source = splits[split];
    const names = source.wnids.includes(wnid) ? (await source.images(wnid)).map(({ name }) => name) : [];
    if (names.length < count) {
      return new UserError({
        code: 'imagenet/too-few-images',
        what: `class ${wnid} (${splits.nameOf(wnid)}) of ${source.path}`,
        expected: `${count} images`,
        received: `${names.length}`,
        remedy: `choose another class, or a smaller ${split}PerClass`,
      });
    }
    drawn[split] = shuffle(names, randomStream(params.seed, 'sample-images', split, wnid))
      .slice(0, count)
      .sort();
  }
  return { wnid, name: splits.nameOf(wnid), ...drawn };
}

function tooFewClasses(
  expected: number,
  received: number,
  params: SampleClassesParams,
  { train }: ImagenetSplits,
): UserError {
  return new UserError({
    code: 'imagenet/too-few-classes',
    what: `source ${train.path}`,
    expected: `${expected} classes with ${params.trainPerClass} training and ${params.testPerClass} test images`,
    received: `${received} such among ${train.wnids.length}`,
    remedy: 'lower classes, trainPerClass or testPerClass',
  });
}
