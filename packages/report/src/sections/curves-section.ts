import { learningCurves } from '../analysis/learning-curves.ts';
import type { Section } from '../document/document.ts';
import { errorFigure } from './error-figure.ts';
import type { SectionContext } from './section-context.ts';
import { trainingFigures } from './training-figures.ts';

/** Error after every epoch: the paper's Figure 2 (CIFAR) or Figure 3 (ImageNet). */
export function curvesSection(context: SectionContext): Section | undefined {
  const { evidence, table, plotter } = context;
  const curves = learningCurves(evidence.checkpoints, table.armOfCheckpoint);
  if (curves.length === 0) return undefined;
  const imagenet = evidence.checkpoints.some(({ networkName }) => networkName.startsWith('imagenet-'));
  const figure = table.comparisons[0]?.paper?.curvesFigure ?? (imagenet ? 'Figure 3' : 'Figure 2');
  return {
    id: 'curves',
    title: 'Error by epoch',
    blocks: [
      errorFigure(curves, { title: `Test error after every epoch (${figure} of the paper)`, plotter }),
      ...trainingFigures(context),
    ],
  };
}
