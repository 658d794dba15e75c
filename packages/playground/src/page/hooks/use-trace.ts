import { useEffect, useState } from 'preact/hooks';
import type { AnsweredBatch } from '../state/answered-batch.ts';
import type { LabelledShelf } from '../state/pictures.ts';
import type { ScenePlay } from '../state/playground-state.ts';
import { traceStep, type TraceStep } from '../state/scene-trace.ts';
import { batchesOf, type Scene } from '../state/scenes.ts';

/** The steps of the present scene that were answered so far, by their places; empty where the scene circulates nothing. */
export function useTrace(
  play: ScenePlay | undefined,
  { batch, shelf }: { readonly batch: AnsweredBatch | undefined; readonly shelf: LabelledShelf },
): ReadonlyMap<number, TraceStep> {
  const [trace, setTrace] = useState<{ scene: Scene | undefined; steps: ReadonlyMap<number, TraceStep> }>({
    scene: undefined,
    steps: new Map(),
  });
  const scene = play?.scene;
  useEffect(() => {
    if (play === undefined || batch === undefined) return;
    const shown = batchesOf(play.scene, shelf)[play.step];
    if (shown?.join('.') !== batch.seats.join('.')) return;
    const step = traceStep(play.scene, batch, shelf);
    setTrace((former) => {
      const steps = new Map(former.scene === play.scene ? former.steps : []);
      if (step !== undefined) steps.set(play.step, step);
      return { scene: play.scene, steps };
    });
  }, [scene, play?.step, batch]);
  return trace.scene === scene ? trace.steps : new Map();
}
