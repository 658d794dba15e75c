import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Distances } from '../../worker/messages.ts';
import { pixelsFrom, type PixelsOf, type Site } from '../site.ts';
import { readAddress } from '../state/address.ts';
import type { AloneAnswers } from '../state/alone-answers.ts';
import type { LabelledShelf } from '../state/pictures.ts';
import { nextState, type Action, type PlaygroundState } from '../state/playground-state.ts';
import type { TraceStep } from '../state/scene-trace.ts';
import { useAddress } from './use-address.ts';
import { useAlone } from './use-alone.ts';
import { useAnswers, type Answered } from './use-answers.ts';
import { useDistances } from './use-distances.ts';
import { useOwnPictures, type OwnPictures } from './use-own-pictures.ts';
import { usePlayback } from './use-playback.ts';
import { useTrace } from './use-trace.ts';

/** The playground as it stands: what was chosen, what was answered, and how it is changed. */
export interface PlaygroundModel extends OwnPictures {
  readonly shelf: LabelledShelf;
  readonly state: PlaygroundState;
  readonly pixelsOf: PixelsOf;
  readonly act: (action: Action) => void;
  readonly answered: Answered | undefined;
  readonly alone: AloneAnswers | undefined;
  readonly distances: Distances | undefined;
  readonly trace: ReadonlyMap<number, TraceStep>;
  /** What the page has to say besides the answers. */
  readonly said: string;
  readonly say: (text: string) => void;
  /** Why an answer did not come. */
  readonly failure: string | undefined;
  readonly fail: (error: unknown) => void;
}

/** Runs a playground: keeps its state in the address and asks the engine whenever the batch changes. */
export function usePlayground(site: Site): PlaygroundModel {
  const { data } = site;
  const shelf = useMemo(() => ({ labels: data.shelf.labels, classes: data.classes.length }), [data]);
  const [state, setState] = useState(() => readAddress(location.hash, shelf));
  const [said, say] = useState('');
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const act = (action: Action) => {
    say('');
    setState((former) => nextState(former, action, shelf));
  };
  const fail = (error: unknown) => {
    setFailure(error instanceof Error ? error.message : String(error));
  };
  const { own, addOwn } = useOwnPictures(data, {
    onAdded: (place) => {
      act({ kind: 'pick-up', picture: data.shelf.count + place });
      say('Your picture is picked up: choose a seat for it.');
    },
    onRefused: () => {
      say('This browser cannot read that file as a picture: take a PNG, JPEG or WebP file.');
    },
  });
  const pixelsOf = useMemo(() => pixelsFrom(site, own), [site, own]);
  const answered = useAnswers(site, { seats: state.seats, pixelsOf }, fail);
  // What failed for a former batch says nothing about this one.
  useEffect(() => {
    setFailure(undefined);
  }, [answered]);
  useAddress(state, { shelf, onState: setState });
  usePlayback(state, {
    answered,
    onStep: (step) => {
      act({ kind: 'show-step', step });
    },
  });
  return {
    ...{ shelf, state, pixelsOf, act, answered, said, say, failure, fail, own, addOwn },
    alone: useAlone(site, answered !== undefined, fail),
    distances: useDistances(site, { batch: answered?.batch, pixelsOf }, fail),
    trace: useTrace(state.play, { batch: answered?.batch, shelf }),
  };
}
