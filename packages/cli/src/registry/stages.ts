import { createRegistry, type Registry, type Stage } from '@batchmates/stage';
import { invariant } from '@batchmates/errors';

/** A package's exports, among them its stages. */
type StagePackage = () => Promise<object>;

/** The built-in stages by package; a package is loaded when one of its stages is used. */
const STAGE_PACKAGES: Readonly<
  Record<string, { readonly load: StagePackage; readonly stages: readonly string[] }>
> = {
  ingestion: {
    load: () => import('@batchmates/ingestion'),
    stages: ['cifar10', 'glyphs', 'image-folder', 'imagenet', 'sample-classes'],
  },
  trainer: { load: () => import('@batchmates/trainer'), stages: ['train'] },
  evaluator: {
    load: () => import('@batchmates/evaluator'),
    stages: ['calibrate', 'evaluate', 'pseudo-label', 'circulate'],
  },
  report: { load: () => import('@batchmates/report'), stages: ['report', 'compare'] },
};

/** The stages that `uses:` may name, besides third parties' files and packages. */
export function createStageRegistry(): Registry<Stage> {
  const items = Object.entries(STAGE_PACKAGES).flatMap(([folder, { load, stages }]) =>
    stages.map((stage) => [`${folder}/${stage}`, () => loadStage(load, `${folder}/${stage}`)] as const),
  );
  return createRegistry<Stage>({
    kind: 'stage',
    items: Object.fromEntries(items),
    accepts: isStage,
    shape: 'an object with uses, summary, inputs, output, params and run()',
  });
}

/** The package that implements a built-in stage, e.g. `@batchmates/trainer`; `undefined` for a third party's. */
export function implementingPackage(uses: string): string | undefined {
  const [folder, stage] = uses.split('/');
  const known =
    folder !== undefined && stage !== undefined && STAGE_PACKAGES[folder]?.stages.includes(stage) === true;
  return known ? `@batchmates/${folder}` : undefined;
}

async function loadStage(load: StagePackage, uses: string): Promise<Stage> {
  const stage = Object.values(await load())
    .filter(isStage)
    .find((each) => each.uses === uses);
  invariant(stage !== undefined, `no package exports the stage ${uses}`);
  return stage;
}

function isStage(value: unknown): value is Stage {
  const stage = value as Partial<Stage> | null | undefined;
  return (
    typeof stage?.run === 'function' &&
    typeof stage.output === 'string' &&
    typeof stage.inputs === 'object' &&
    typeof stage.params?.safeParse === 'function'
  );
}
