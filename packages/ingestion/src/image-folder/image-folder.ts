import { sourcesOf } from '@batchmates/stage';
import { defineSource } from '../source/define-source.ts';
import { imageFolderParams } from './image-folder-params.ts';

/** `ingestion/image-folder`: one's own images, `<split>/<class>/**` with splits `train` and `test`, or `<class>/**` of one of them; links followed. */
export const imageFolder = defineSource({
  uses: 'ingestion/image-folder',
  summary: 'Your own images: <train|test>/<class>/, of every kind that sharp reads.',
  params: imageFolderParams,
  sources: ({ source, order }, { pipelineDirectory }) => [
    ...sourcesOf(source, pipelineDirectory),
    ...(order === undefined ? [] : sourcesOf(order, pipelineDirectory)),
  ],
  open: async (context) => (await import('./open-image-folder.ts')).openImageFolder(context),
});
