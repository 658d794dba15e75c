import { rm } from 'node:fs/promises';
import { imagenet, sampleClasses } from '@batchmates/ingestion';
import { runStage } from '@batchmates/stage/testing';
import type { PrepareBody } from '../harness/body.ts';
import type { Photographs } from './photographs.ts';

/** The whole stage: reads, decodes, scales, encodes, sums the colours, writes parts, shards and their checksums. */
const prepare: PrepareBody<Photographs> = async (photographs) => {
  const { train, validation, classes, trainPerClass, testPerClass, size, store } = photographs;
  const source = { train, validation };
  const { artifact: sample } = await runStage(sampleClasses, {
    params: { source, classes, trainPerClass, testPerClass },
  });
  const params = { source, size, store };
  return {
    async work() {
      const { artifact } = await runStage(imagenet, { params, inputs: { sample } });
      await rm(artifact.directory, { recursive: true });
      return classes * (trainPerClass + testPerClass);
    },
  };
};

export default prepare;
