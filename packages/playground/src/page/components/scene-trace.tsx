import { usePage } from '../site-context.ts';
import { networkTitle } from '../network-title.ts';
import type { LabelledShelf } from '../state/pictures.ts';
import {
  circulated,
  countMissing,
  missingClasses,
  namesMissing,
  type TraceStep,
} from '../state/scene-trace.ts';
import { batchesOf, type Scene } from '../state/scenes.ts';

/** What `SceneTrace` shows. */
export interface SceneTraceProps {
  readonly scene: Scene;
  readonly shelf: LabelledShelf;
  readonly step: number;
  readonly trace: ReadonlyMap<number, TraceStep>;
}

/** Of a circulation, what the weak images were answered in every place that was shown so far, under batch statistics. */
export function SceneTrace({ scene, step, trace, shelf }: SceneTraceProps) {
  const { data } = usePage();
  if (circulated(scene).length === 0) return null;
  const steps = scene.base.map((_, place) => place + 1);
  const missing = batchesOf(scene, shelf).map((seats) => missingClasses(scene, seats, shelf));
  const name = (label: number) => data.classes[label] ?? String(label);
  const caption = 'Answers for the circulated image by place, batch statistics';
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="trace">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Missing class</th>
            {steps.map((each) => (
              <th key={each} scope="col" aria-current={each === step ? 'step' : undefined}>
                {missing[each]?.map(name).join(', ') || 'none'}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.networks.map((network) => {
            const counted = countMissing([...trace.values()], network.name);
            return (
              <tr key={network.name}>
                <th scope="row">
                  {networkTitle(network)}{' '}
                  <small>
                    missing class in {counted.missing} of {counted.answers}
                  </small>
                </th>
                {steps.map((each) => (
                  <TraceCell
                    key={each}
                    step={trace.get(each)}
                    network={network.name}
                    current={each === step}
                  />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function TraceCell({
  step,
  network,
  current,
}: {
  step: TraceStep | undefined;
  network: string;
  current: boolean;
}) {
  const { data } = usePage();
  const answers = step?.networks.find(({ name }) => name === network)?.answers;
  const marks = current ? 'current' : undefined;
  if (step === undefined || answers === undefined) return <td class={marks}>·</td>;
  return (
    <td class={marks}>
      {answers.map((answer, index) => {
        const missing = namesMissing(step, answer, index);
        return (
          <span key={index} class={missing === true ? 'missing' : undefined}>
            {missing === true ? '● ' : ''}
            {data.classes[answer.predicted]}
            {missing === undefined && step.missing.length > 0 ? <small> own place</small> : null}
          </span>
        );
      })}
    </td>
  );
}
