import { z } from 'zod';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
/** `[lower, upper]` ends of a 95 % interval, 0-1. */
const interval = z.tuple([share, share]);
/** Whose mean and variance normalised the images. */
const statistics = z.enum(['batch', 'running', 'population']);

/** Errors among some images, with the 95 % Wilson interval of their rate. */
export const tallySchema = z.strictObject({ images: count, errors: count, error: share, interval });

/** What was measured: which network, trained how, run by what, on which images. */
const facts = {
  schemaVersion: z.literal(1),
  dataset: z.strictObject({
    /** As ingestion described it, e.g. `CIFAR-10, hold-out of data_batch_5`. */
    description: z.string(),
    split: z.string(),
    classNames: z.array(z.string()),
  }),
  network: z.strictObject({
    name: z.string(),
    parameters: count,
    /** Channels of the first convolution. */
    width: count,
    input: z.strictObject({ height: count, width: count, channels: count }),
  }),
  /** The checkpoint's recorded facts; keys beyond these are kept as they are. */
  training: z.looseObject({
    strategy: z.string(),
    batchSize: count,
    epochs: z.number().nonnegative(),
    seed: z.number(),
  }),
  /** What ran the inference. */
  engine: z.strictObject({ name: z.string(), precision: z.enum(['f32', 'bf16']) }),
  /** Seed of the arrangement of test images. */
  seed: z.number().int(),
};

/** Everything counted from one prediction per image. */
const scores = {
  ...tallySchema.shape,
  /** One entry per class, in the order of `dataset.classNames`. */
  perClass: z.array(z.strictObject({ name: z.string(), ...tallySchema.shape })),
  /** `[true class][predicted class]`, numbers of images. */
  confusion: z.array(z.array(count)),
};

/** Confidence against accuracy (reliability diagram; Guo et al. 2017). */
export const reliabilitySchema = z.strictObject({
  /** Mean |accuracy - confidence| over bins, weighted by their images. */
  expectedCalibrationError: share,
  /** Bins of equal width over confidence 0-1; an empty bin has no confidence or accuracy. */
  bins: z.array(
    z.strictObject({
      lower: share,
      upper: share,
      images: count,
      confidence: share.nullable(),
      accuracy: share.nullable(),
    }),
  ),
});

/** Metrics of `evaluator/evaluate`: one protocol's predictions of every image of a split. */
export const evaluationSchema = z.strictObject({
  kind: z.literal('evaluation'),
  ...facts,
  protocol: z.strictObject({ name: z.string(), options: z.record(z.string(), z.unknown()) }),
  statistics,
  /** Test-time views averaged: their set's name and size. */
  views: z.strictObject({ name: z.string(), count }),
  /** Arrangements of the images averaged in each view. */
  rearrangements: count,
  ...scores,
  /** Mean negative log probability of the true class, in nats. */
  negativeLogLikelihood: z.number().nonnegative(),
  reliability: reliabilitySchema,
});

/** Metrics of `evaluator/assignment`: standard inference, then one-to-one assignment within balanced batches. */
export const assignmentSchema = z.strictObject({
  kind: z.literal('assignment'),
  ...facts,
  statistics,
  views: z.strictObject({ name: z.string(), count }),
  ...scores,
  /** The same predictions before assignment. */
  standard: tallySchema,
});

/** One round of pseudo-labelling (Section 5, Figure 6). */
export const pseudoLabelRoundSchema = z.strictObject({
  /** 0 is the start: the labels before any balanced inference. */
  round: count,
  /** Of this round's predictions. */
  ...tallySchema.shape,
  /** Wrong labels after this round's update; they arrange the next round. */
  labelErrors: count,
  /** Labels changed by this round, and of those how many from wrong to right and from right to wrong. */
  changed: count,
  better: count,
  worse: count,
  /** Images drawn a second time to fill batches of this round; their second predictions are not counted. */
  fillers: count,
});

/** Metrics of `evaluator/pseudo-label`. */
export const pseudoLabelSchema = z.strictObject({
  kind: z.literal('pseudo-label'),
  ...facts,
  start: z.enum(['standard', 'true-labels']),
  update: z.enum(['all', 'confident']),
  /** Least probability at which `update: confident` takes a new label. */
  confidence: share,
  /** Statistics of the standard inference that gave round 0 its labels. */
  startStatistics: statistics,
  views: z.strictObject({ name: z.string(), count }),
  images: count,
  rounds: z.array(pseudoLabelRoundSchema),
  /** Whether it ended before the last round because no label changed any more. */
  fixedPoint: z.boolean(),
});

/** One batch of a grid: what stood in each slot and what the network answered. */
export const circulateRowSchema = z.strictObject({
  /** The slots that hold probes, one per probe, in the probes' order. */
  probeSlots: z.array(count),
  /** One entry per slot; slot `j` held an image of class `j` before a probe took its place. */
  cells: z.array(
    z.strictObject({
      /** Image index in the split; `thumbnails` is keyed by it. */
      image: count,
      predicted: count,
      /** Probability of the predicted class. */
      probability: share,
    }),
  ),
});

/** A grid of Figure 4: probe images circulate through a confident balanced batch, one row per position. */
export const circulateGridSchema = z.strictObject({
  kind: z.enum(['weak', 'strong', 'two-weak']),
  probes: z.array(
    z.strictObject({
      image: count,
      label: count,
      /** What standard inference answers for it. */
      standard: count,
    }),
  ),
  /** The confident batch alone, before any probe. */
  base: circulateRowSchema,
  rows: z.array(circulateRowSchema),
});

/**
 * What the network answered for many probes. `missing` counts answers of a class whose image the probe replaced.
 * Placements of an image in its own class's slot, where right and missing are the same answer, are apart in `own`.
 */
export const circulateAnswersSchema = z.strictObject({
  images: count,
  /** Placements in slots of other classes than the probe's own. */
  placements: count,
  /** Answers: the missing class, the probe's own class, any other. They add up to `placements`. */
  missing: count,
  label: count,
  other: count,
  /** Share of `missing`, with the 95 % Wilson interval for `images` independent observations. */
  missingRate: share,
  missingInterval: interval,
  labelRate: share,
  labelInterval: interval,
  /** Images that answered the missing class at every placement. */
  always: count,
  own: z.strictObject({ placements: count, right: count }),
});

/** Two weak images at once: each pair leaves two classes missing. */
export const circulatePairsSchema = z.strictObject({
  /** Pairs of probes times positions; a position where a missing class is a probe's own is left out. */
  placements: count,
  /** Probes (two per placement) answered as one of the two missing classes. */
  missing: count,
  missingRate: share,
  missingInterval: interval,
  /** Placements whose two probes were answered as the two missing classes, one each. */
  distinct: count,
  distinctRate: share,
  distinctInterval: interval,
});

/** Metrics of `evaluator/circulate` (Section 4, Figure 4). */
export const circulateSchema = z.strictObject({
  kind: z.literal('circulate'),
  ...facts,
  /** Of the standard inference that tells weak images from strong ones. */
  statistics,
  /** Least probability of its own class for an image of a confident batch. */
  confidence: share,
  /** Confident batches the probes were circulated through. */
  batches: count,
  /** Images that may stand in a confident batch, per class. */
  confidentImages: z.array(count),
  /** Every image that standard inference gets wrong (unless capped), and as many that it gets right. */
  weak: circulateAnswersSchema,
  strong: circulateAnswersSchema,
  pairs: circulatePairsSchema,
  /** `circulate-grids.json` holds the grids. */
  grids: count,
});

/** `metrics.json` of every `results` artifact. */
export const metricsSchema = z.discriminatedUnion('kind', [
  evaluationSchema,
  assignmentSchema,
  pseudoLabelSchema,
  circulateSchema,
]);

/** `circulate-grids.json`: the grids of Figure 4 and a small PNG (`data:` URI) of every image in them, by index. */
export const circulateGridsSchema = z.strictObject({
  grids: z.array(circulateGridSchema),
  thumbnails: z.record(z.string(), z.string()),
});

export type Tally = z.infer<typeof tallySchema>;
export type Reliability = z.infer<typeof reliabilitySchema>;
export type EvaluationMetrics = z.infer<typeof evaluationSchema>;
export type AssignmentMetrics = z.infer<typeof assignmentSchema>;
export type PseudoLabelMetrics = z.infer<typeof pseudoLabelSchema>;
export type PseudoLabelRound = z.infer<typeof pseudoLabelRoundSchema>;
export type CirculateMetrics = z.infer<typeof circulateSchema>;
export type CirculateAnswers = z.infer<typeof circulateAnswersSchema>;
export type CirculatePairs = z.infer<typeof circulatePairsSchema>;
export type CirculateRow = z.infer<typeof circulateRowSchema>;
export type CirculateGrid = z.infer<typeof circulateGridSchema>;
export type CirculateGrids = z.infer<typeof circulateGridsSchema>;
export type Metrics = z.infer<typeof metricsSchema>;
/** What every kind of metrics says of network, data and engine. */
export type Facts = Pick<EvaluationMetrics, keyof typeof facts>;
