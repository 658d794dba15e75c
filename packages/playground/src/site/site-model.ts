import { encodeSafetensors, populationTensors } from '@batchmates/checkpoint';
import { assertWindowFits, type Model } from '@batchmates/classifier';
import type { ChannelMoments } from '@batchmates/engine';
import { readModelBytes, refuseFolded, type FoundBatchNorm } from '@batchmates/onnx';
import { listed, mismatch } from './mismatch.ts';
import { withoutPopulation } from './without-population.ts';
import type { SiteNetworkRequest, WrittenNetwork } from './written-network.ts';

/**
 * A model as a network of a site: its ONNX file, and the statistics of its batch norms: pooled ones, else those of the file. Throws a `UserError` when it has
 * other classes than the data set, other channels, images of another size, batch norms that were folded or without any such statistics, and what
 * `readModelBytes` throws.
 */
export function siteModel(model: Model, { name, stem, info }: SiteNetworkRequest): WrittenNetwork {
  const order = info.classNames.map((each) => model.classNames.indexOf(each));
  if (order.includes(-1) || order.length !== model.classNames.length) {
    throw mismatch({
      ...{ name, what: 'classes' },
      ...{ expected: listed(info.classNames), received: listed(model.classNames) },
    });
  }
  const { channels } = info.shape;
  if (model.input.channels !== channels) {
    throw mismatch({
      ...{ name, what: 'channels' },
      ...{ expected: String(channels), received: String(model.input.channels) },
    });
  }
  assertWindowFits(model, info);
  const found = readModelBytes(model.bytes, name);
  refuseFolded(found, name);
  const moments = found.batchNorms.map((norm) => [norm.name, momentsOf(norm, { ...model, name })] as const);
  const { input, layout, channelOrder, answers, crop, readsBatch } = model;
  const files = { file: `${stem}.onnx`, statisticsFile: `${stem}.statistics.safetensors` };
  return {
    described: {
      ...{ kind: 'model', name, training: 'imported', batchSize: null, ...files },
      ...{ input, layout, channelOrder, answers, crop, order },
      ...(readsBatch === undefined ? {} : { readsBatch }),
      normalisation: { ...model.normalisation, eigenvalues: [], eigenvectors: [] },
      batchNorms: found.batchNorms.map((norm) => ({
        ...{ name: norm.name, channels: norm.channels, epsilon: norm.epsilon },
      })),
      statistics: model.population === undefined ? 'running' : 'population',
    },
    files: new Map([
      [files.file, model.bytes],
      [files.statisticsFile, encodeSafetensors({ tensors: new Map(populationTensors(new Map(moments))) })],
    ]),
  };
}

/** What a batch norm normalises with when images are answered by themselves. */
function momentsOf(
  norm: FoundBatchNorm,
  { name, population }: Pick<Model, 'name' | 'population'>,
): ChannelMoments {
  const moments = population === undefined ? norm.moments : population.get(norm.name);
  if (moments?.mean.length === norm.channels) return moments;
  throw withoutPopulation(name);
}
