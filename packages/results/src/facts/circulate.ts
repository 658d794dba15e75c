import { z } from 'zod';
import { factsShape, statisticsSchema, viewsSchema } from './facts.ts';
import { countSchema, intervalSchema, shareSchema } from './numbers.ts';

/**
 * What the network answered for many probes. `missing` counts answers of a class whose image the probe replaced.
 * Placements of an image in its own class's slot, where right and missing are the same answer, are apart in `own`.
 */
export const circulateAnswersSchema = z.strictObject({
  images: countSchema,
  /** Placements in slots of other classes than the probe's own. */
  placements: countSchema,
  /** Answers: the missing class, the probe's own class, any other. They add up to `placements`. */
  missing: countSchema,
  label: countSchema,
  other: countSchema,
  /** Share of `missing`, with the 95 % Wilson interval for `images` independent observations. */
  missingRate: shareSchema,
  missingInterval: intervalSchema,
  /** What `missingRate` would be if the same answers had nothing to do with the slots: their mean over all orders of a probe's slots in a batch. */
  missingChance: shareSchema,
  /** Probability of at least `missing` such answers in a random order of those slots (exact one-sided permutation test); 1e-9 or less is 1e-9. */
  missingPValue: shareSchema,
  labelRate: shareSchema,
  labelInterval: intervalSchema,
  /** Images that answered the missing class at every placement. */
  always: countSchema,
  own: z.strictObject({ placements: countSchema, right: countSchema }),
});

/** Two weak images at once: each pair leaves two classes missing. */
export const circulatePairsSchema = z.strictObject({
  /** Pairs of probes times positions; a position where a missing class is a probe's own is left out. */
  placements: countSchema,
  /** Probes (two per placement) answered as one of the two missing classes. */
  missing: countSchema,
  missingRate: shareSchema,
  missingInterval: intervalSchema,
  /** What `missingRate` would be if the positions of a pair in a batch were exchanged at random, its answers being kept. */
  missingChance: shareSchema,
  /** Placements whose two probes were answered as the two missing classes, one each. */
  distinct: countSchema,
  distinctRate: shareSchema,
  distinctInterval: intervalSchema,
  /** What `distinctRate` would be then. */
  distinctChance: shareSchema,
});

/** Facts of `evaluator/circulate` (Section 4, Figure 4), with its counts; every answer is in `placements.arrow`. */
export const circulateSchema = z.strictObject({
  kind: z.literal('circulate'),
  ...factsShape,
  /** Every answer is averaged over them. */
  views: viewsSchema,
  /** Of the standard inference that tells weak images from strong ones. */
  statistics: statisticsSchema,
  /** Least probability of its own class for an image of a confident batch: as wanted, or the highest there was. */
  confidence: shareSchema,
  /** Confident batches the probes were circulated through. */
  batches: countSchema,
  /** Why there was no confident batch, and so nothing to circulate through; absent otherwise. */
  unsure: z.string().exactOptional(),
  /** Images that may stand in a confident batch, per class. */
  confidentImages: z.array(countSchema),
  /** Every image that standard inference gets wrong (unless capped), and as many that it gets right. */
  weak: circulateAnswersSchema,
  strong: circulateAnswersSchema,
  pairs: circulatePairsSchema,
  /** `circulate-grids.json` holds the grids. */
  grids: countSchema,
});

export type CirculateFacts = z.infer<typeof circulateSchema>;
export type CirculateAnswers = z.infer<typeof circulateAnswersSchema>;
export type CirculatePairs = z.infer<typeof circulatePairsSchema>;
