import type { Artifact } from '@batchmates/artifact';
import type { Engine } from '@batchmates/engine';
import { calibrate } from '../../src/index.ts';
import { swatches } from './colours.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { trainedCheckpoint } from './trained-checkpoint.ts';

/** A laboratory with a data set of swatches and a network trained on it, before and after calibration. */
export interface ColourLaboratory extends Laboratory {
  readonly colours: Artifact;
  readonly trained: Artifact;
  readonly calibrated: Artifact;
}

/** Opens one. A quarter of the images are nearly of the next class's colour, so that there is something to get wrong. */
export async function openColourLaboratory(engine?: Engine): Promise<ColourLaboratory> {
  const laboratory = openLaboratory(engine);
  const colours = await laboratory.dataset({ train: swatches(20, 5), test: swatches(20, 5) });
  const trained = await laboratory.checkpoint(await trainedCheckpoint(colours.directory, 15));
  const calibrated = await laboratory.run(calibrate, { checkpoint: trained, dataset: colours }, {});
  return { ...laboratory, colours, trained, calibrated };
}
