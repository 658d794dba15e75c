import {
  SCHEMA_VERSION,
  tallyOf,
  wilsonInterval,
  type CirculateFacts,
  type CirculateGrid,
  type EvaluationFacts,
  type Facts,
  type ProtocolFacts,
  type PseudoLabelFacts,
  type Results,
} from '@batchmates/results';
import sharp from 'sharp';
import { simulatePredictions } from './simulated-predictions.ts';

/** What the simulated results are about. */
export interface Subject {
  readonly strategy: string;
  readonly composition: Facts['training']['composition'];
  readonly network: string;
  readonly classNames: readonly string[];
  readonly images: number;
  readonly seed: number;
  /** Of training and testing alike. */
  readonly precision: 'f32' | 'bf16';
}

/** Facts as an evaluator records them. */
function factsOf({ strategy, composition, network, classNames, seed, precision }: Subject): Facts {
  return {
    schemaVersion: SCHEMA_VERSION,
    dataset: {
      description: 'CIFAR-10, hold-out of data_batch_5',
      split: 'test',
      classNames: [...classNames],
    },
    network: { name: network, parameters: 272_474, width: 16, input: { height: 36, width: 36, channels: 3 } },
    training: {
      strategy,
      composition,
      batchSize: classNames.length,
      epochs: 12,
      seed,
      precision,
      engine: 'onednn',
      threads: 2,
      steps: 48_000,
      trainingImages: 40_000,
      dataset: 'CIFAR-10, hold-out of data_batch_5',
    },
    engine: { name: 'onednn', precision },
    seed: 0,
  };
}

/** Results of `evaluator/evaluate` with about the given error. */
export function evaluation(subject: Subject, protocol: ProtocolFacts, error: number): Results {
  const predictions = simulatePredictions({ ...subject, classes: subject.classNames.length, error });
  const facts: EvaluationFacts = {
    kind: 'evaluation',
    ...factsOf(subject),
    protocol,
    views: { name: 'center', count: 1 },
  };
  return { facts, predictions };
}

/** Results of a protocol that decides by other means than the most probable class, which alone errs on `argmaxError`. */
export function decided(
  subject: Subject,
  protocol: ProtocolFacts,
  { error, argmaxError }: { readonly error: number; readonly argmaxError: number },
): Results {
  const { facts, predictions } = evaluation(subject, protocol, argmaxError);
  const wanted = Math.round(error * subject.images);
  let errors = 0;
  // Answers the first wrong images right until as few errors are left as wanted.
  const predicted = predictions!.labels.map((label, image) => {
    const answer = predictions!.predicted[image]!;
    return answer !== label && ++errors > wanted ? label : answer;
  });
  return { facts, predictions: { ...predictions!, predicted } };
}

/** Results of `evaluator/pseudo-label` over `count` rounds. */
export function pseudoLabel(subject: Subject, start: PseudoLabelFacts['start'], count: number): Results {
  const { images } = subject;
  const rounds = Array.from({ length: count + 1 }, (_, round) => {
    const errors = Math.round(
      images *
        (start === 'standard' ? 0.12 + 0.004 * Math.sin(round) : 0.03 + 0.05 * (1 - Math.exp(-round / 4))),
    );
    return {
      round,
      ...tallyOf(images, errors),
      labelErrors: errors,
      changed: 40 - round,
      better: 20,
      worse: 20 - round,
      repeated: 12,
    };
  });
  const facts: PseudoLabelFacts = {
    kind: 'pseudo-label',
    ...factsOf(subject),
    start,
    update: 'all',
    confidence: 0.9,
    startStatistics: 'population',
    views: { name: 'center', count: 1 },
    images,
    rounds,
    fixedPoint: false,
  };
  return {
    facts,
    predictions: simulatePredictions({ ...subject, classes: subject.classNames.length, error: 0.12 }),
  };
}

/** Results of `evaluator/circulate` with the three grids of Figure 4. */
export async function circulation(subject: Subject): Promise<Results> {
  const classes = subject.classNames.length;
  const answers = (missing: number, label: number) => {
    const placements = 900;
    return {
      images: 100,
      placements,
      missing,
      label,
      other: placements - missing - label,
      missingRate: missing / placements,
      missingInterval: wilsonInterval((missing / placements) * 100, 100),
      missingChance: (placements - label) / placements / (classes - 1),
      missingPValue: 1e-9,
      labelRate: label / placements,
      labelInterval: wilsonInterval((label / placements) * 100, 100),
      always: 31,
      own: { placements: 100, right: 88 },
    };
  };
  const facts: CirculateFacts = {
    kind: 'circulate',
    ...factsOf(subject),
    views: { name: 'center', count: 1 },
    statistics: 'population',
    confidence: 0.99,
    batches: 5,
    confidentImages: Array<number>(classes).fill(80),
    weak: answers(760, 60),
    strong: answers(220, 640),
    pairs: {
      placements: 400,
      missing: 610,
      missingRate: 0.7625,
      missingInterval: wilsonInterval(610, 800),
      missingChance: 0.2,
      distinct: 250,
      distinctRate: 0.625,
      distinctInterval: wilsonInterval(250, 400),
      distinctChance: 0.02,
    },
    grids: 3,
  };
  const grids = [grid('weak', classes), grid('strong', classes), grid('two-weak', classes)];
  const thumbnails = Object.fromEntries(
    await Promise.all(
      Array.from(
        { length: classes + 2 },
        async (_, image) => [String(image), await thumbnail(image)] as const,
      ),
    ),
  );
  return { facts, grids: { grids, thumbnails } };
}

function grid(kind: CirculateGrid['kind'], classes: number): CirculateGrid {
  const probes = (kind === 'two-weak' ? [classes, classes + 1] : [classes]).map((image, index) => ({
    image,
    label: index + 3,
    standard: index + 5,
  }));
  const cell = (image: number, predicted: number) => ({ image, predicted, probability: 0.9 });
  const slots = Array.from({ length: classes }, (_, slot) => slot);
  return {
    kind,
    probes,
    base: { probeSlots: [], cells: slots.map((slot) => cell(slot, slot)) },
    rows: slots.map((row) => {
      const probeSlots = probes.map((_, index) => (row + index) % classes);
      return {
        probeSlots,
        cells: slots.map((slot) => {
          const probe = probes[probeSlots.indexOf(slot)];
          if (probe === undefined) return cell(slot, row === 7 && slot === 2 ? 5 : slot);
          return cell(probe.image, kind === 'strong' && row % 3 > 0 ? probe.label : row === 4 ? 8 : slot);
        }),
      };
    }),
  };
}

/** A 32 x 32 PNG of stripes in a colour of its own, as a `data:` URI. */
async function thumbnail(image: number): Promise<string> {
  const side = 32;
  const pixels = Buffer.alloc(side * side * 3);
  for (let place = 0; place < side * side; place++) {
    const stripe = ((place % side) + (image % 3) * Math.floor(place / side)) % 16 < 8 ? 1 : 0.45;
    [60 + 15 * image, 220 - 14 * image, (97 * image) % 256].forEach((colour, channel) => {
      pixels[3 * place + channel] = Math.round(stripe * colour);
    });
  }
  const png = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
