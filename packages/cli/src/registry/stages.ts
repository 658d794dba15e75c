import { createRegistry, type Registry, type Stage } from '@batchmates/stage';
import { importForeign } from './import-foreign.ts';

/** The packages of built-in stages by the first part of a stage's name; one is loaded when a stage of it is used. */
const STAGE_PACKAGES: Readonly<Record<string, () => Promise<{ readonly stages: readonly Stage[] }>>> = {
  ingestion: () => import('@batchmates/ingestion'),
  import: () => import('@batchmates/import'),
  trainer: () => import('@batchmates/trainer'),
  evaluator: () => import('@batchmates/evaluator'),
  report: () => import('@batchmates/report'),
};

/** The stages that `uses:` may name, besides third parties' files and packages. */
export function createStageRegistry(): Registry<Stage> {
  return createRegistry<Stage>({
    kind: 'stage',
    items: {
      async names() {
        const packages = await Promise.all(Object.values(STAGE_PACKAGES).map((load) => load()));
        return packages.flatMap(({ stages }) => stages.map(({ uses }) => uses));
      },
      async find(name) {
        const load = packageOf(name);
        return load === undefined ? undefined : (await load()).stages.find(({ uses }) => uses === name);
      },
    },
    accepts: isStage,
    importForeign,
    shape: 'an object with uses, summary, inputs, output, params and run()',
  });
}

/** The package that implements a built-in stage, e.g. `@batchmates/trainer`; `undefined` for a third party's. */
export function implementingPackage(uses: string): string | undefined {
  return packageOf(uses) === undefined ? undefined : `@batchmates/${uses.split('/')[0]!}`;
}

function packageOf(uses: string): (typeof STAGE_PACKAGES)[string] | undefined {
  const [folder, stage] = uses.split('/');
  return stage !== undefined && Object.hasOwn(STAGE_PACKAGES, folder!) ? STAGE_PACKAGES[folder!] : undefined;
}

function isStage(value: unknown): value is Stage {
  const stage = value as Partial<Stage> | null | undefined;
  return (
    typeof stage?.run === 'function' &&
    ['string', 'object'].includes(typeof stage.output) &&
    typeof stage.inputs === 'object' &&
    typeof stage.params?.safeParse === 'function'
  );
}
