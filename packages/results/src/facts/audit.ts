import { z } from 'zod';
import { protocolSchema } from './evaluation.ts';
import { factsShape, viewsSchema } from './facts.ts';
import { countSchema, intervalSchema, shareSchema } from './numbers.ts';

/** `[lower, upper]` ends of a 95 % interval of a number of either sign. */
const signedIntervalSchema = z.tuple([z.number(), z.number()]);

/** A number with its 95 % interval over `images`, those that say something of it. */
const estimateSchema = z.strictObject({
  value: z.number(),
  interval: signedIntervalSchema,
  images: countSchema,
});

/** A difference of two errors on the same images, each of one or several arrangements. */
const auditGapSchema = z.strictObject({
  /** Mean error of the way named first less that of the second, -1 to 1. */
  difference: z.number(),
  /** 95 % interval over images (Bonett and Price), wider where images of a batch succeed or fail together (clustered by image and by batch). */
  interval: signedIntervalSchema,
  /** Two-sided, exact; of a single pair of runs McNemar's test. Null where batches tie images together, which it takes to be independent. */
  pValue: shareSchema.nullable(),
  /** Answers, over all pairs of runs, that only the one of the two got wrong. */
  onlyFirstWrong: countSchema,
  onlySecondWrong: countSchema,
  images: countSchema,
  /** Pairs of runs. */
  runs: countSchema,
});

/** Images in one way of meeting, in one or several arrangements. */
const auditCellSchema = z.strictObject({
  protocol: protocolSchema,
  /** Images that were normalised together; null: statistics are fixed. */
  batchSize: countSchema.nullable(),
  arrangements: countSchema,
  images: countSchema,
  /** Mean over arrangements, with the 95 % Wilson interval of so many images. */
  error: shareSchema,
  interval: intervalSchema,
  /** Least and greatest error of an arrangement. */
  range: intervalSchema,
  /** Mean negative log probability of the true class, nats. */
  negativeLogLikelihood: z.number().nonnegative(),
  /** Against fixed statistics: mean total variation distance of an image's probabilities, 0-1. */
  totalVariation: shareSchema,
  /** Against fixed statistics: share of the images that are answered otherwise. */
  flips: shareSchema,
  flipsInterval: intervalSchema,
});

/** Targets that kept their place while all their batchmates were replaced. */
const replacedBatchmatesSchema = z.strictObject({
  /** Targets, over all arrangements, and those answered otherwise than before. */
  targets: countSchema,
  flips: countSchema,
  rate: shareSchema,
  /** 95 % Wilson interval with as many trials as there are different images among the targets. */
  interval: intervalSchema,
  /** Share of the batchmates that could not be replaced, for want of others of their class. */
  kept: shareSchema,
});

const layerChangeSchema = z.strictObject({ error: auditGapSchema, negativeLogLikelihood: estimateSchema });

/** What one batch norm contributes, in batches of one composition. */
const layerEffectSchema = z.strictObject({
  /** It alone on the statistics of the batch, less all on fixed ones. */
  alone: layerChangeSchema,
  /** All but it on the statistics of the batch, less all of them. */
  without: layerChangeSchema,
});

/** Batch norms one by one, on a sample of the images. */
const attributionSchema = z.strictObject({
  images: countSchema,
  /** Images in a batch, balanced and random; balanced is null where it could not be arranged. */
  batchSize: countSchema,
  layers: z.array(
    z.strictObject({ name: z.string(), random: layerEffectSchema, balanced: layerEffectSchema.nullable() }),
  ),
});

/** Facts of `evaluator/audit`: how much the answers depend on the other images of the batch, and on their labels. */
export const auditSchema = z.strictObject({
  kind: z.literal('audit'),
  ...factsShape,
  views: viewsSchema,
  /** Names of the batch norms, in order; none: no answer can depend on another image. */
  batchNorms: z.array(z.string()),
  /** The fixed statistics that everything is compared with. */
  statistics: z.enum(['running', 'population']),
  /** Images in a batch, as in training. */
  batchSize: countSchema,
  images: countSchema,
  cells: z.array(auditCellSchema),
  /** Which cell is which, by index; null: it was not measured. */
  roles: z.strictObject({
    fixed: countSchema,
    random: countSchema.nullable(),
    /** Batches of given numbers of images of a class: those of measuring or of training where these are so composed. */
    balanced: countSchema.nullable(),
    /** Random batches as large as the balanced ones. */
    control: countSchema.nullable(),
    measuredAs: countSchema.nullable(),
    servedAs: countSchema.nullable(),
    /** As measured, where nothing else was said. */
    trainedOn: countSchema.nullable(),
  }),
  /** What was not measured, and why. */
  skipped: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
  /** Error as measured less error as served. */
  measuredLessServed: auditGapSchema.nullable(),
  /** Error in random less error in balanced batches of equal size: what the labels of the batchmates are worth. */
  labelGain: auditGapSchema.nullable(),
  /** Error in random batches less error under fixed statistics: what it costs to be normalised with other images. */
  batchCost: auditGapSchema.nullable(),
  /** Within images over random arrangements; null where no image met it both ways. */
  pulls: z.strictObject({
    /** Change of the probability of the own class with every batchmate of that class. */
    ownClass: estimateSchema.nullable(),
    /** Probability of a class that is absent from the batch less that of the same class for the same image when it is present. */
    absentClass: estimateSchema.nullable(),
  }),
  replacedBatchmates: z
    .strictObject({ sameLabels: replacedBatchmatesSchema, otherLabels: replacedBatchmatesSchema })
    .nullable(),
  /** One-to-one assignment of balanced batches under fixed statistics, which uses the same labels outside the network. */
  assignment: z
    .strictObject({
      error: shareSchema,
      /** Part of its gain over fixed statistics that balanced batches have, 1: all; null where its gain is not shown. */
      share: estimateSchema.nullable(),
    })
    .nullable(),
  attribution: attributionSchema.nullable(),
  /** All batch norms on fixed statistics, in the batches of each protocol, on the sample: answers other than those of the first cell. */
  fixedFlips: z.array(
    z.strictObject({
      protocol: z.string(),
      images: countSchema,
      flips: countSchema,
      largestChange: shareSchema,
    }),
  ),
});

export type AuditFacts = z.infer<typeof auditSchema>;
export type AuditCell = z.infer<typeof auditCellSchema>;
export type AuditAttribution = z.infer<typeof attributionSchema>;
export type LayerEffect = z.infer<typeof layerEffectSchema>;
export type ReplacedBatchmates = z.infer<typeof replacedBatchmatesSchema>;
export type AuditGap = z.infer<typeof auditGapSchema>;
/** A difference of two errors of images that do not depend on each other, as `compareRuns` compares them. */
export type ErrorGap = AuditGap & { readonly pValue: number };
export type Estimate = z.infer<typeof estimateSchema>;
