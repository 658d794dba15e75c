import { auditGap, auditSentence, pulls } from '@batchmates/audit';
import { balanced, resolveStatistics } from '@batchmates/protocols';
import { writeResults, type AuditFacts, type AuditGap } from '@batchmates/results';
import type { StageReport } from '@batchmates/stage';
import type { NetworkStageContext } from '../session/network-stage.ts';
import { withTestImages, type Inference, type TestSession } from '../session/with-test-images.ts';
import { assignBatches } from './assign-batches.ts';
import { isArrangeable } from './arrangeable.ts';
import { attributeLayers, attributionPasses } from './attribute-layers.ts';
import type { AuditMeasures } from './audit-measures.ts';
import { auditRequest } from './audit-request.ts';
import { auditWithoutBatchNorm } from './audit-without-batch-norm.ts';
import { builtInProtocol } from './fill-options.ts';
import { fixedFlips } from './fixed-flips.ts';
import { measureCells, type MeasuredCells, type OnBatch } from './measure-cells.ts';
import type { auditParams } from './params.ts';
import type { CellPlan, CellPlanRequest } from './plan-cells.ts';
import { replacedBatchmates } from './replaced-batchmates.ts';
import { sampleImages, selectImages } from './select-images.ts';

type Context = NetworkStageContext<typeof auditParams>;

/** Runs the stage `evaluator/audit`. */
export async function runAudit(context: Context): Promise<StageReport> {
  const { params, progress } = context;
  const { statistics, batchSize } = params;
  return withTestImages(context, statistics, async (session) => {
    const inference = { ...session.inference, images: imagesOf(session, params) };
    const { batchNorms: names, readsBatch = null } = session.classifier;
    const { network, training } = session.facts;
    const trained = network.ghost ?? training.batchSize;
    if (trained !== null && trained !== batchSize)
      progress.note(
        `trained in ${network.ghost === undefined ? 'batches' : 'groups'} of ${trained}, audited in batches of ${batchSize}: their size has a part in the numbers`,
      );
    const measures =
      names.length === 0
        ? await auditWithoutBatchNorm(inference, progress)
        : await measure(context, inference, names);
    const images = inference.images.labels.length;
    const shared = { views: session.views, statistics, batchSize, images, readsBatch };
    const facts: AuditFacts = { kind: 'audit', ...session.facts, ...shared, ...measures };
    await writeResults(context.output, { facts });
    progress.note(auditSentence(facts));
    return { images, labelGain: facts.labelGain?.difference, batchCost: facts.batchCost?.difference };
  });
}

/** The images that are audited: all, or a sample. */
function imagesOf({ images }: TestSession, { images: count, seed }: Context['params']) {
  return count === undefined
    ? images
    : selectImages(images, sampleImages(images, { count, seed, name: 'images' }));
}

async function measure(
  context: Context,
  inference: Inference,
  names: readonly string[],
): Promise<AuditMeasures> {
  const { images } = inference;
  const { request, plan } = await auditRequest(context, images);
  const sample = sampleOf(context.params, inference, names.length);
  const fixed = resolveStatistics(context.params.statistics, inference.population);
  const checkable = plan.cells.filter(
    (way) => way.protocol.decision === undefined && isArrangeable(way, sample),
  );
  // A sample may have too few images of a class for the batches of all.
  const fitting = builtInProtocol(balanced, { ...request, labels: sample.images.labels });
  const together = cellOf(plan.cells, plan.roles.balanced) ?? fitting;
  const inBalanced = [together, fitting].find((way) => isArrangeable(way, sample));
  const comparesLayers = context.params.attribution !== false;
  const layerPasses = comparesLayers ? attributionPasses({ names, balanced: inBalanced }) : 0;
  const bar = context.progress.start({
    label: 'audit',
    total:
      images.views * images.labels.length * (passesOf(plan) + 2 * context.params.arrangements) +
      images.views * sample.images.labels.length * (layerPasses + passesOf({ cells: checkable }, 1)),
    unit: 'images',
  });
  const onBatch: OnBatch = (counted, what) => bar.advance(counted, what);
  try {
    const measured = await measureCells(inference, plan, onBatch);
    const random = cellOf(plan.cells, plan.roles.random)!;
    const replaced = await replacedBatchmates(inference, { cell: random, before: measured.random, onBatch });
    const layers = { names, fixed, batchSize: request.batchSize, random, balanced: inBalanced, onBatch };
    const attribution = comparesLayers ? await attributeLayers(sample, layers) : null;
    const checked = await fixedFlips(sample, checkable, { fixed, onBatch });
    return {
      ...(await compare(measured, plan, request)),
      batchNorms: [...names],
      replacedBatchmates: replaced,
      attribution,
      fixedFlips: checked,
    };
  } finally {
    bar.stop();
  }
}

/** What is computed from the cells alone. */
async function compare(measured: MeasuredCells, plan: CellPlan, request: CellPlanRequest) {
  const role = (name: keyof CellPlan['roles']) => {
    const planned = plan.roles[name];
    return planned === null ? null : measured.places[planned]!;
  };
  const roles = {
    fixed: role('fixed')!,
    ...{ random: role('random'), balanced: role('balanced'), control: role('control') },
    ...{ measuredAs: role('measuredAs'), servedAs: role('servedAs'), trainedOn: role('trainedOn') },
  };
  const gap = (first: number | null, second: number | null): AuditGap | null => {
    const [one, other] = [cellOf(measured.cells, first), cellOf(measured.cells, second)];
    if (one === undefined || other === undefined) return null;
    const answers = ({ runs }: typeof one) => runs.map((run) => run.answers);
    return auditGap(answers(one), answers(other));
  };
  const assigned = await assignBatches({
    statistics: request.statistics,
    fixed: measured.fixed,
    balanced: cellOf(measured.cells, roles.balanced),
  });
  const isAssigned = 'error' in assigned;
  return {
    cells: measured.cells.map(({ facts }) => facts),
    roles,
    skipped: [...plan.skipped, ...measured.skipped, ...(isAssigned ? [] : [assigned])],
    measuredLessServed: gap(roles.measuredAs, roles.servedAs),
    labelGain: gap(roles.control, roles.balanced),
    batchCost: gap(roles.random, roles.fixed),
    pulls: pulls(measured.random),
    assignment: isAssigned ? assigned : null,
  };
}

/** Of the sample that layers are compared on, where nobody says; every batch norm costs four passes over it. */
const SAMPLE = 1000;
const IMAGES_TIMES_LAYERS = 10_000;

/** The sample that layers are compared on, at least two batches. */
function sampleOf(
  { attribution, batchSize, seed }: Context['params'],
  inference: Inference,
  layers: number,
): Inference {
  const asked = attribution === false ? undefined : attribution.images;
  const wanted = asked ?? Math.min(SAMPLE, Math.ceil(IMAGES_TIMES_LAYERS / layers));
  const count = Math.max(wanted, 2 * batchSize);
  const chosen = sampleImages(inference.images, { count, seed, name: 'attribution' });
  return { ...inference, images: selectImages(inference.images, chosen) };
}

function passesOf({ cells }: Pick<CellPlan, 'cells'>, arrangements?: number): number {
  return cells.reduce(
    (sum, { protocol, options, seeds }) =>
      sum + protocol.rearrangements(options) * (arrangements ?? seeds.length),
    0,
  );
}

function cellOf<Cell>(cells: readonly Cell[], index: number | null): Cell | undefined {
  return index === null ? undefined : cells[index];
}
