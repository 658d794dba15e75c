import { defineSource } from '../source/define-source.ts';
import { cifar10Params, manifestOf } from './cifar10-params.ts';

/** `ingestion/cifar10`: CIFAR-10's official binary files to Arrow shards (the paper's section 3.1). */
export const cifar10 = defineSource({
  uses: 'ingestion/cifar10',
  summary: 'CIFAR-10 in its official binary layout, from a folder, an archive or a download.',
  params: cifar10Params,
  // The images themselves are pinned by the checksums of the manifest, wherever they are found.
  sources: (params, { pipelineDirectory }) => [manifestOf(params, pipelineDirectory)],
  open: async (context) => (await import('./open-cifar10.ts')).openCifar10(context),
});
