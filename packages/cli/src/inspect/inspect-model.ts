import type { Artifact } from '@batchmates/artifact';
import { readModel } from '@batchmates/classifier';
import { facts } from './artifact-groups.ts';
import type { Findings } from './inspection.ts';
import { tellPopulation } from './tell-population.ts';

/** A model that was made elsewhere: what it takes and gives, its batch norms, and where it came from. */
export async function inspectModel({ directory }: Artifact): Promise<Findings> {
  const model = await readModel(directory);
  const { height, width, channels } = model.input;
  const { mean, std } = model.normalisation;
  const ofBatch = model.batchNorms.filter(({ statistics }) => statistics === 'batch').length;
  return {
    groups: [
      {
        title: 'model',
        facts: [
          ['name', model.name],
          ['input', `${height} x ${width} x ${channels}, ${model.layout}, ${model.channelOrder}`],
          ['window', `${model.crop.height} x ${model.crop.width} of ${tellStored(model.stored)}`],
          ['pixels', `less ${mean.join(', ')}, divided by ${std.join(', ')}`],
          ['answers', model.answers],
          ['parameters', String(model.parameters)],
          ['classes', `${model.classNames.length}: ${model.classNames.join(', ')}`],
          [
            'batch norms',
            `${model.batchNorms.length}, ${ofBatch} of which normalise with the batch in eval()`,
          ],
          ['population statistics', tellPopulation(model)],
        ],
      },
      { title: 'training', facts: facts({ imported: model.imported }) },
    ],
  };
}

function tellStored(side: number | undefined): string {
  return side === undefined ? 'the stored image' : `an image stored as ${side} x ${side}`;
}
