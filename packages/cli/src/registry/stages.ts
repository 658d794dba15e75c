import { createRegistry, type Registry, type Stage } from '@batchmates/stage';
import { importForeign } from './import-foreign.ts';

/** A package of built-in stages; it is loaded when a stage of it is used. */
interface StagePackage {
  readonly name: string;
  load(): Promise<{ readonly stages: readonly Stage[] }>;
}

/** The packages of built-in stages, by a stage's whole name or by the first part of the names of all others. */
const STAGE_PACKAGES: Readonly<Record<string, StagePackage>> = {
  ingestion: { name: '@batchmates/ingestion', load: () => import('@batchmates/ingestion') },
  import: { name: '@batchmates/import', load: () => import('@batchmates/import') },
  trainer: { name: '@batchmates/trainer', load: () => import('@batchmates/trainer') },
  evaluator: { name: '@batchmates/evaluator', load: () => import('@batchmates/evaluator') },
  report: { name: '@batchmates/report', load: () => import('@batchmates/report') },
  'report/site': { name: '@batchmates/playground', load: () => import('@batchmates/playground') },
};

/** The stages that `uses:` may name, besides third parties' files and packages. */
export function createStageRegistry(): Registry<Stage> {
  return createRegistry<Stage>({
    kind: 'stage',
    items: {
      async names() {
        const packages = await Promise.all(Object.values(STAGE_PACKAGES).map(({ load }) => load()));
        return packages.flatMap(({ stages }) => stages.map(({ uses }) => uses));
      },
      async find(name) {
        const stages = (await packageOf(name)?.load())?.stages;
        return stages?.find(({ uses }) => uses === name);
      },
    },
    accepts: isStage,
    importForeign,
    shape: 'an object with uses, summary, inputs, output, params and run()',
  });
}

/** The package that implements a built-in stage, e.g. `@batchmates/trainer`; `undefined` for a third party's. */
export function implementingPackage(uses: string): string | undefined {
  return packageOf(uses)?.name;
}

function packageOf(uses: string): StagePackage | undefined {
  const [folder, stage] = uses.split('/');
  if (stage === undefined) return undefined;
  const key = [uses, folder!].find((each) => Object.hasOwn(STAGE_PACKAGES, each));
  return key === undefined ? undefined : STAGE_PACKAGES[key];
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
