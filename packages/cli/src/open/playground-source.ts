import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { allInstances } from '../all-instances.ts';
import { needsOf } from '../digest/standing-artifacts.ts';
import type { PlaygroundSource, StageView } from './pipeline-view.ts';

/** The type of artifacts that are a static site: what `report/site` leaves. */
const SITE = 'site';

/** Networks of a playground that no stage has chosen: each is downloaded, and answers at every move. */
const MOST = 4;

/** What there is for a playground now; undefined where there is nothing. */
export function playgroundSource(plan: Plan, stages: readonly StageView[]): PlaygroundSource | undefined {
  const sites = stages.filter(({ type, files }) => type === SITE && files.length > 0);
  const site = sites.find(({ state }) => state === 'current') ?? sites[0];
  if (site !== undefined) return { kind: 'artifact', site };
  const made = new Map(stages.filter(({ state }) => state === 'current').map((stage) => [stage.name, stage]));
  const groups = new Map<StageView, StageView[]>();
  for (const instance of allInstances(plan)) {
    const [checkpoint, dataset] = [made.get(instance.name), datasetOf(instance, made)];
    if (checkpoint === undefined || dataset === undefined || !isCalibrated(instance)) continue;
    groups.set(dataset, [...(groups.get(dataset) ?? []), checkpoint]);
  }
  const [largest] = [...groups].toSorted(([, one], [, other]) => other.length - one.length);
  if (largest === undefined) return undefined;
  const [dataset, checkpoints] = largest;
  return { kind: 'networks', dataset, checkpoints: checkpoints.slice(0, MOST) };
}

function isCalibrated({ stage, output, params }: PlannedInstance): boolean {
  return output === 'checkpoint' && stage.foresee?.(params)['population'] === true;
}

function datasetOf(instance: PlannedInstance, made: ReadonlyMap<string, StageView>): StageView | undefined {
  return needsOf(instance)
    .map((name) => made.get(name))
    .find((stage) => stage?.type === 'dataset');
}
