import type { PooledViews } from '@batchmates/checkpoint';
import type { Classifier } from '@batchmates/classifier';
import { UserError } from '@batchmates/errors';
import type { StatisticsKind } from '@batchmates/protocols';
import { match } from 'ts-pattern';

/** Views that are pooled over or tested with. `flip` is absent while it depends on a training that is still to come. */
export interface ViewsAsked {
  readonly views: PooledViews['views'];
  readonly flip?: boolean | undefined;
}

/**
 * Throws a `UserError` (`evaluator/other-views`) when images would be normalised by population statistics of other views than
 * those they are shown in: corners and mirror images have other means and variances than centres, and a network tested so looks worse than
 * it is. Crops augmented as in training, and statistics of which it is not known, pass.
 */
export function assertPooledViews(
  statistics: StatisticsKind,
  { pooled, tested }: { readonly pooled: ViewsAsked | undefined; readonly tested: ViewsAsked },
): void {
  if (statistics !== 'population' || pooled === undefined || pooled.views === 'augmented') return;
  const sameFlip = pooled.flip === undefined || tested.flip === undefined || pooled.flip === tested.flip;
  if (pooled.views === tested.views && (sameFlip || tested.views === 'center')) return;
  throw new UserError({
    code: 'evaluator/other-views',
    what: 'statistics "population"',
    expected: `pooled over the views of this test, ${tell(tested)}`,
    received: `over ${tell(pooled)}`,
    remedy: `give evaluator/calibrate and this stage the same views${sameFlip ? '' : ' and flip'}, or use statistics: running`,
  });
}

/** With `flip` completed: absent, view sets hold mirror images where training mirrored (letters are not, and of imported networks nothing is known); others never do. */
export function completeViews<Asked extends ViewsAsked>(
  { views, flip }: Asked,
  { training }: Pick<Classifier, 'training'>,
): { readonly views: Asked['views']; readonly flip: boolean } {
  const augmentation = 'imported' in training ? 'none' : training.augmentation;
  const trained = typeof augmentation === 'object' && augmentation.kind !== 'none' && augmentation.flip;
  return { views, flip: mayHoldMirrorImages(views) && (flip ?? trained) };
}

/** Whether views are a set of several, in which `flip` has a meaning. */
export function mayHoldMirrorImages(views: PooledViews['views']): boolean {
  return views !== 'center' && views !== 'augmented';
}

function tell({ views, flip }: ViewsAsked): string {
  const set = `views: ${views}`;
  return match(views === 'center' ? undefined : flip)
    .with(undefined, () => set)
    .with(true, () => `${set} with mirror images`)
    .with(false, () => `${set} without mirror images`)
    .exhaustive();
}
