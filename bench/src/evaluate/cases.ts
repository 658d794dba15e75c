import type { ViewSet } from '@batchmates/augmentation';
import type { Precision } from '@batchmates/engine';

/** One way of testing the paper's ResNet-20 on CIFAR-sized images. */
export interface EvaluateCase {
  readonly name: string;
  /** A test protocol, or `inference`: the engine alone on one batch of 10 again and again, the limit of the others. */
  readonly protocol: 'inference' | 'standard' | 'balanced' | 'shuffled-balanced';
  readonly views: ViewSet;
  /** Images of one timed pass. */
  readonly images: number;
}

/** What a contestant process is told. */
export interface EvaluateOptions extends EvaluateCase {
  readonly precision: Precision;
  readonly threads: number;
}

/** The cases of `npm run bench -- evaluate`; the first is the limit. */
export const evaluateCases: readonly EvaluateCase[] = [
  { name: 'inference alone, batches of 10', protocol: 'inference', views: 'center', images: 100 },
  { name: 'balanced, central view', protocol: 'balanced', views: 'center', images: 300 },
  { name: 'shuffled-balanced, 18 views', protocol: 'shuffled-balanced', views: 'grid', images: 20 },
  { name: 'standard, central view', protocol: 'standard', views: 'center', images: 300 },
];
