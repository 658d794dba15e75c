import { batchCount, batchOf, type BatchPlan } from './batch-plan.ts';
import type { LabelsOfImages } from './batch-figures.ts';

/**
 * A rule that the composition of every batch follows. A last batch of an epoch that is smaller than the others is not looked at.
 *
 * - `single images`: batches of one.
 * - `one class`: no batch mixes classes; `sorted` when each class also comes in one piece, as of a data set in its order.
 * - `classes by images`: `classes` distinct classes, exactly `perClass` images of each (P x K); `every` when these are all classes.
 * - `none`: no such rule.
 */
export type PlanStructure =
  | { readonly kind: 'single images' }
  | { readonly kind: 'one class'; readonly sorted: boolean }
  | {
      readonly kind: 'classes by images';
      readonly classes: number;
      readonly perClass: number;
      readonly every: boolean;
    }
  | { readonly kind: 'none'; readonly sorted: boolean };

/** The rule that the batches of all epochs follow. */
export function structureOf(
  epochs: readonly BatchPlan[],
  { labels, classes }: LabelsOfImages,
): PlanStructure {
  const rules = new Set<string>();
  let largest = 0;
  for (const plan of epochs) {
    for (const images of wholeBatches(plan)) {
      largest = Math.max(largest, images.length);
      rules.add(ruleOf(images, labels));
      // A plan without a rule shows it in its first batches.
      if (rules.size > 1 && rules.has('none')) break;
    }
  }
  const sorted = epochs.every((plan) => isSorted(plan, labels));
  if (largest === 1) return { kind: 'single images' };
  const [rule] = rules;
  const all = [...rules];
  // Batches of one class may be of several sizes.
  if (all.length > 0 && all.every((each) => each.startsWith('1x'))) return { kind: 'one class', sorted };
  if (rule === undefined || rules.size > 1 || rule === 'none') return { kind: 'none', sorted };
  const [distinct, perClass] = rule.split('x').map(Number) as [number, number];
  return { kind: 'classes by images', classes: distinct, perClass, every: distinct === classes };
}

/** The batches of an epoch, without the last where it is smaller than the first. */
function wholeBatches(plan: BatchPlan): Uint32Array[] {
  const batches = Array.from({ length: batchCount(plan) }, (_, batch) => batchOf(plan, batch));
  const [first, last] = [batches[0], batches.at(-1)];
  return batches.length > 1 && last!.length < first!.length ? batches.slice(0, -1) : batches;
}

/** `<classes>x<images of each>` of a batch, `none` where classes have different numbers of images. */
function ruleOf(images: Uint32Array, labels: Uint32Array): string {
  const counts = new Map<number, number>();
  for (const image of images) counts.set(labels[image]!, (counts.get(labels[image]!) ?? 0) + 1);
  const [perClass] = counts.values();
  return [...counts.values()].every((count) => count === perClass) ? `${counts.size}x${perClass}` : 'none';
}

/** Whether each class comes in one piece, and there are several. */
function isSorted({ indices }: BatchPlan, labels: Uint32Array): boolean {
  const ended = new Set<number>();
  let current = labels[indices[0] ?? 0]!;
  for (const image of indices) {
    const label = labels[image]!;
    if (label === current) continue;
    ended.add(current);
    if (ended.has(label)) return false;
    current = label;
  }
  return ended.size > 0;
}
