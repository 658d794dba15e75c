import { rm } from 'node:fs/promises';
import { imagenet, sampleClasses } from '@batchmates/ingestion';
import type { PrepareBody } from '../harness/body.ts';
import type { Photographs } from './photographs.ts';
import { runStage } from './run-stage.ts';

/** The whole stage: reads, decodes, scales, encodes, takes the statistics, writes parts and shards. */
const prepare: PrepareBody<Photographs> = async (photographs) => {
  const { train, validation, classes, trainPerClass, testPerClass, size, store } = photographs;
  const source = { train, validation };
  const sample = await runStage({
    stage: sampleClasses,
    params: { source, classes, trainPerClass, testPerClass },
    directory: train,
  });
  const params = { source, sample: `${sample}/sample.json`, size, store };
  return {
    async work() {
      await rm(await runStage({ stage: imagenet, params, directory: train }), { recursive: true });
      return classes * (trainPerClass + testPerClass);
    },
    close: () => rm(sample, { recursive: true }),
  };
};

export default prepare;
