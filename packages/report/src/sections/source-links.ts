import { resultsFiles } from '@batchmates/results';
import { distinguish } from '../analysis/distinguish.ts';
import type { KeyCell } from '../analysis/key-cells.ts';
import { listOfLinks, type Cell, type Inline } from '../document/document.ts';
import { linkTo, type EvaluationSource, type Source } from '../evidence/evidence.ts';

/** What links an error to its results: the number itself where it is of one run, else a line with every run averaged. */
export function runLinks(runs: readonly EvaluationSource[]): Pick<Cell, 'href' | 'sources'> {
  const links = runs.map((run) => linkTo(run, resultsFiles.facts));
  const [only] = links;
  if (only !== undefined && links.length === 1) return { href: only };
  const names = distinguish(
    runs.map(({ facts: { training, seed }, folder }) => ({
      name: '',
      facts: { seed: training.seed, arrangement: seed, folder },
    })),
  );
  return { sources: links.map((href, index) => ({ text: names[index]!, href })) };
}

/** The seeds of a run, where a table has several runs of a cell. */
export function seedsOf({ facts: { training, seed } }: EvaluationSource): string {
  return `${training.seed === null ? '' : `training seed ${training.seed}, `}arrangement seed ${seed}`;
}

/** Which run stands for cells that have several; nothing where none has. */
export function whichRun(cells: readonly KeyCell[]): string[] {
  const several = cells.filter(({ runs }) => runs > 1);
  const seeds = [...new Set(several.map(({ run }) => seedsOf(run)))];
  return seeds.length === 0 ? [] : [` Of cells of several runs the first is shown: ${seeds.join('; ')}.`];
}

/** A note under a table whose numbers all come from a file of these artifacts: `From a, b.` with links. */
export function sourceNote(sources: readonly Source[], file: string): Inline[] {
  const links = sources.map((source) => ({
    text: source.artifact.manifest.instance,
    href: linkTo(source, file),
  }));
  return ['From ', ...listOfLinks(links), '.'];
}
