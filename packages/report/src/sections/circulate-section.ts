import { count, percent, percentRange } from '@batchmates/metrics';
import { resultsFiles, type CirculateAnswers, type CirculateFacts } from '@batchmates/results';
import { distinguish } from '../analysis/distinguish.ts';
import type { Block, Prose, Section } from '../document/document.ts';
import { linkTo, type ResultSource } from '../evidence/evidence.ts';
import { answersFigure, answersTable, probability } from './circulate-answers.ts';
import { gridFigure } from './circulate-grid.ts';
import type { SectionContext } from './section-context.ts';

/** Circulating images through confident batches: the paper's Section 4 and Figure 4, and the claim counted. */
export async function circulateSection(context: SectionContext): Promise<Section | undefined> {
  const { circulations } = context.evidence;
  if (circulations.length === 0) return undefined;
  const blocks = await Promise.all(
    namesOf(context).map((name, index) => circulationBlocks(context, { name, index })),
  );
  return {
    id: 'circulate',
    title: 'What a network answers for the class that is missing',
    blocks: blocks.flat(),
  };
}

/** What each circulation is called: the way of training and, where that is not enough, what else tells it apart. */
function namesOf({ table, evidence: { circulations } }: SectionContext): string[] {
  const items = circulations.map(({ facts, artifact, ...source }) => ({
    name: table.armOf({ facts, ...source }).label,
    facts: {
      views: facts.views.name,
      statistics: facts.statistics,
      'training seed': facts.training.seed,
      seed: facts.seed,
      instance: artifact.manifest.instance,
    },
  }));
  const details = distinguish(items);
  return items.map(({ name }, index) => (details[index] === '' ? name : `${name} (${details[index]})`));
}

async function circulationBlocks(
  { table, plotter, evidence }: SectionContext,
  { name, index }: { readonly name: string; readonly index: number },
): Promise<Block[]> {
  const source = evidence.circulations[index]!;
  const { facts } = source;
  const arm = table.armOf(source);
  if (facts.unsure !== undefined) return [nothingToCirculate(name, facts.unsure)];
  const { grids, thumbnails } = await source.results.grids();
  return [
    claim(source, name),
    answersFigure({ plotter, source, arm: name, index }),
    answersTable(source, { arm: name, index }),
    // The paper's grids are of balanced training; of other arms one shows the contrast.
    ...(arm.composition.kind === 'balanced' ? grids : grids.slice(0, 1)).map((grid, place) =>
      gridFigure({
        id: `figure-grid-${index}-${place}`,
        grid,
        thumbnails,
        arm: name,
        folded: index > 0 || place > 0,
        source,
        classNames: facts.dataset.classNames,
      }),
    ),
  ];
}

function nothingToCirculate(arm: string, reason: string): Prose {
  return {
    kind: 'prose',
    content: [
      { text: `${arm} training. `, strong: true },
      `There was no batch through which a probe could be circulated. ${reason[0]!.toUpperCase()}${reason.slice(1)}.`,
    ],
  };
}

function claim(source: ResultSource<CirculateFacts>, arm: string): Prose {
  const { weak, strong, pairs } = source.facts;
  return {
    kind: 'prose',
    content: [
      { text: `${arm} training. `, strong: true },
      'Into a batch of confident images, one per class, a probe takes the place of one image: its class is now missing. ',
      `${count(weak.images)} weak images (wrong under standard inference) were answered as the missing class in `,
      { text: percent(weak.missingRate, 1), href: linkTo(source, resultsFiles.facts) },
      ` of ${count(weak.placements)} placements (95 % interval ${percentRange(weak.missingInterval)}; ${chance(weak)}), `,
      `${count(strong.images)} strong images (right) in ${percent(strong.missingRate, 1)} (${chance(strong)}). `,
      'Chance is the same answers in a random order of the slots. ',
      `Of ${count(pairs.placements)} placements of two weak images at once, ${percent(pairs.distinctRate, 1)} gave the two missing classes, one each (${percent(pairs.distinctChance, 1)} would be chance).`,
    ],
  };
}

function chance({ missingChance, missingPValue }: CirculateAnswers): string {
  return `${percent(missingChance, 1)} would be chance, p ${probability(missingPValue)}`;
}
