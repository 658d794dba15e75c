import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PrepareBody } from '../harness/body.ts';
import type { Photographs } from './photographs.ts';

/** Plain sharp: the same files decoded, scaled and (JPEG) encoded, many at a time, the results thrown away. */
const prepare: PrepareBody<Photographs> = async ({
  train,
  validation,
  classes,
  trainPerClass,
  testPerClass,
  size,
  store,
}) => {
  sharp.concurrency(1);
  const files = [
    ...(await filesOf(train, classes, trainPerClass)),
    ...(await filesOf(validation, classes, testPerClass)),
  ];
  const lanes = 2 * Math.max(4, availableParallelism());
  return {
    facts: { sharp: sharp.versions.sharp, vips: sharp.versions.vips },
    async work() {
      let next = 0;
      let bytes = 0;
      const lane = async () => {
        for (let file = files[next++]; file !== undefined; file = files[next++]) {
          const image = sharp(file).resize(size, size, { fit: store === 'raw' ? 'cover' : 'outside' });
          bytes += (await (store === 'raw' ? image.raw() : image.jpeg({ quality: 90 })).toBuffer()).length;
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      return bytes > 0 ? files.length : 0;
    },
  };
};

export default prepare;

async function filesOf(folder: string, classes: number, perClass: number): Promise<string[]> {
  const wnids = (await readdir(folder)).filter((name) => !name.endsWith('.tar')).slice(0, classes);
  const lists = wnids.map(async (wnid) =>
    (await readdir(join(folder, wnid))).slice(0, perClass).map((name) => join(folder, wnid, name)),
  );
  return (await Promise.all(lists)).flat();
}
