import type { Plan } from '@batchmates/pipeline';
import { planPipeline } from '@batchmates/pipeline';
import { renderCurves } from '@batchmates/report';
import { homeOf, namesWithOthers } from '../all-instances.ts';
import { openDigestContext, type DigestContext } from '../digest/digest-context.ts';
import { explain, type Verdict } from '../digest/explain.ts';
import { mistakesOf } from '../mistakes-of.ts';
import { compose, planningContext } from '../registry/services.ts';
import { readWorkspace } from '../workspace.ts';
import { overlappingLooks } from './overlapping-looks.ts';
import type { PipelineView, StageView } from './pipeline-view.ts';
import { playgroundSource } from './playground-source.ts';
import { servedFiles, type ServedFile } from './served-artifact.ts';
import { fileState, stagesNow, stateOf, type StageNow } from './stage-state.ts';
import { curvesSources, readTrainings } from './training-curves.ts';

/** Sees how a pipeline stands. */
export interface PipelineWatch {
  /** The workspace. */
  readonly root: string;
  /** The plan as it was last read. */
  readonly plan: Plan;
  /** How it stands now; what is costly is looked at again where something changed, and with `afresh` also whether code or data have. */
  look(options?: { readonly afresh?: boolean }): Promise<PipelineView>;
}

/** Opens the watch of a pipeline file; throws what planning it throws. */
export async function watchPipeline(file: string, root: string): Promise<PipelineWatch> {
  const planning = planningContext(compose(), root);
  let plan = await planPipeline(file, planning);
  let planned = await fileState(file);
  let mistakes: readonly string[] = [];
  let context = await openContext();
  let opened = performance.now();
  let known: Known | undefined;
  let drawn = { of: '', curves: '' };

  async function openContext(): Promise<DigestContext> {
    return openDigestContext(await readWorkspace(root), planning.registries);
  }

  async function readPlan(): Promise<void> {
    const now = await fileState(file);
    if (now === planned) return;
    planned = now;
    try {
      plan = await planPipeline(file, planning);
      mistakes = [];
    } catch (error) {
      mistakes = mistakesOf(error).map(({ message }) => message);
    }
  }

  async function drawCurves(stages: readonly StageNow[]): Promise<string> {
    const sources = await curvesSources(stages);
    const of = JSON.stringify(sources);
    if (of !== drawn.of) drawn = { of, curves: await renderCurves(await readTrainings(sources)) };
    return drawn.curves;
  }

  async function see(afresh: boolean): Promise<PipelineView> {
    await readPlan();
    const stages = await stagesNow(plan, root);
    const of = JSON.stringify([planned, stages.map(({ artifact, run }) => [artifact, run?.state])]);
    if (afresh && performance.now() - opened > FRESH) {
      [context, opened] = [await openContext(), performance.now()];
      known = undefined;
    }
    if (known?.of !== of) known = { of, ...(await standingOf(plan, stages, context)) };
    const { verdicts, files } = known;
    const views = stages.map((stage) => viewOf(plan, stage, { verdicts, files }));
    return {
      ...{ name: plan.name, description: plan.description, mistakes },
      stages: views,
      playground: playgroundSource(plan, views),
      curves: await drawCurves(stages),
    };
  }

  const look = overlappingLooks(see);
  return {
    root,
    get plan() {
      return plan;
    },
    look: ({ afresh = false } = {}) => look(afresh),
  };
}

/** Time in ms for which code and data are taken to be as they were seen. */
const FRESH = 3000;

/** What artifacts say, which is read again when one of them is another one. */
interface Standing {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly files: ReadonlyMap<string, readonly ServedFile[]>;
}

interface Known extends Standing {
  readonly of: string;
}

async function standingOf(
  plan: Plan,
  stages: readonly StageNow[],
  context: DigestContext,
): Promise<Standing> {
  const verdicts = await explain(plan, namesWithOthers(plan), context);
  const files = await Promise.all(
    stages.map(async ({ instance, directory }) => [instance.name, await servedFiles(directory)] as const),
  );
  return {
    verdicts: new Map(verdicts.map((verdict) => [verdict.instance, verdict])),
    files: new Map(files),
  };
}

function viewOf(
  plan: Plan,
  { instance, directory, run, artifact }: StageNow,
  { verdicts, files }: Standing,
): StageView {
  const { name, uses, stage, output: type } = instance;
  const home = homeOf(plan, name);
  const verdict = verdicts.get(name)!;
  return {
    ...{ name, pipeline: home.pipeline.name, instance: home.instance },
    ...{ uses, summary: stage.summary, type, run, directory, artifact },
    state: stateOf({ run, artifact }, verdict),
    reasons: [
      ...verdict.reasons,
      ...(verdict.follows.length > 0 ? [`reads what would run again: ${verdict.follows.join(', ')}`] : []),
    ],
    files: files.get(name) ?? [],
  };
}
