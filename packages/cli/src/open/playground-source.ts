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
    const [network, dataset] = [made.get(instance.name), imagesFor(instance, { plan, made })];
    if (network === undefined || dataset === undefined || !canAnswer(instance, { plan, made })) continue;
    groups.set(dataset, [...(groups.get(dataset) ?? []), network]);
  }
  const [largest] = [...groups].toSorted(([, one], [, other]) => other.length - one.length);
  if (largest === undefined) return undefined;
  const [dataset, checkpoints] = largest;
  return { kind: 'networks', dataset, checkpoints: checkpoints.slice(0, MOST) };
}

/** A plan, and what of it is made. */
interface Standing {
  readonly plan: Plan;
  readonly made: ReadonlyMap<string, StageView>;
}

/** Whether an instance leaves a network with fixed statistics: a calibrated checkpoint, or a model of which there is no calibrated one. */
function canAnswer({ name, stage, output, params }: PlannedInstance, { plan, made }: Standing): boolean {
  if (output !== 'model') return output === 'checkpoint' && stage.foresee?.(params)['population'] === true;
  return !allInstances(plan).some(
    (other) => other.output === 'model' && made.has(other.name) && needsOf(other).includes(name),
  );
}

/** The images that a network is asked about: of a model those that it is tested on, else those that it was calibrated with. */
function imagesFor(instance: PlannedInstance, { plan, made }: Standing): StageView | undefined {
  const tests = allInstances(plan).filter(
    (other) => other.output === 'results' && needsOf(other).includes(instance.name),
  );
  const tested = instance.output === 'model' ? tests.map((test) => datasetOf(test, made)) : [];
  return tested.find((dataset) => dataset !== undefined) ?? datasetOf(instance, made);
}

function datasetOf(instance: PlannedInstance, made: ReadonlyMap<string, StageView>): StageView | undefined {
  return needsOf(instance)
    .map((name) => made.get(name))
    .find((stage) => stage?.type === 'dataset');
}
