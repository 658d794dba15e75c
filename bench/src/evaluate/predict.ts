import { viewsOf } from '@batchmates/augmentation';
import { createDatasetWriter, openDataset } from '@batchmates/dataset';
import { initialState, type InferenceProgram } from '@batchmates/engine';
import { loadOneDnn } from '@batchmates/engine-onednn';
import { createNetwork } from '@batchmates/model-zoo';
import { balanced, openTestImages, predict, shuffledBalanced, standard } from '@batchmates/protocols';
import { randomStream } from '@batchmates/random';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { Body, PrepareBody } from '../harness/body.ts';
import type { EvaluateOptions } from './cases.ts';

const CLASSES = 10;
const crop = { height: 36, width: 36 };

/** Passes over images of random pixels from a data set on disk; an item is one prediction of one view. */
const prepare: PrepareBody<EvaluateOptions> = async (options) => {
  const engine = await loadOneDnn();
  const network = createNetwork('cifar-resnet-20', { input: { ...crop, channels: 3 }, classes: CLASSES });
  const program = await engine.compileInference(network, {
    state: initialState(network, 0),
    precision: options.precision,
    threads: options.threads,
  });
  const body =
    options.protocol === 'inference' ? inference(program, options) : await prediction(program, options);
  const { precision, threads } = program;
  return { ...body, facts: { engine: engine.description, precision, threads } };
};

export default prepare;

function inference(program: InferenceProgram, { images }: EvaluateOptions): Body {
  const batch = Float32Array.from({ length: 10 * crop.height * crop.width * 3 }, (_, at) => Math.sin(at));
  return {
    async work() {
      for (let done = 0; done < images; done += 10) await program.infer(batch, { kind: 'batch' });
      return images;
    },
  };
}

async function prediction(
  program: InferenceProgram,
  { protocol, views: set, images: count }: EvaluateOptions,
): Promise<Body> {
  const directory = await writeImages(count);
  const { info, ...dataset } = await openDataset(directory);
  const split = await dataset.split('train');
  const images = openTestImages({ split, info, crop, views: viewsOf(set) });
  const shared = { program, images, seed: 0 };
  const pass = {
    standard: () =>
      predict({ ...shared, protocol: standard, options: { statistics: 'running', batchSize: 50 } }),
    balanced: () => predict({ ...shared, protocol: balanced, options: balanced.options.parse({}) }),
    'shuffled-balanced': () =>
      predict({ ...shared, protocol: shuffledBalanced, options: shuffledBalanced.options.parse({}) }),
    inference: () => Promise.resolve(undefined),
  }[protocol];
  return {
    async work() {
      await pass();
      return count * images.views;
    },
    close: () => images.close(),
  };
}

async function writeImages(count: number): Promise<string> {
  const directory = await temporaryFolder();
  const classNames = Array.from({ length: CLASSES }, (_, label) => `class ${label}`);
  const image = { height: 32, width: 32, channels: 3 };
  const writer = createDatasetWriter({
    directory,
    description: 'random pixels',
    classNames,
    encoding: 'raw',
    image,
    padding: 4,
  });
  const stream = randomStream('bench', 'evaluate');
  for (let index = 0; index < count; index++) {
    const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, () => stream.integer(256));
    await writer.add('train', { id: `${index}`, label: index % CLASSES, image: pixels });
  }
  await writer.finish();
  return directory;
}
