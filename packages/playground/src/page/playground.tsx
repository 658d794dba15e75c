import { useEffect } from 'preact/hooks';
import { Board } from './components/board.tsx';
import { DistancesTable } from './components/distances-table.tsx';
import { DragGhost } from './components/drag-ghost.tsx';
import { FlipFinder } from './components/flip-finder.tsx';
import { News } from './components/news.tsx';
import { SceneButtons } from './components/scene-buttons.tsx';
import { ScenePlayer } from './components/scene-player.tsx';
import { SeatCount } from './components/seat-count.tsx';
import { Shelf } from './components/shelf.tsx';
import { useDrag } from './hooks/use-drag.ts';
import { useDroppedFiles, useEscape } from './hooks/use-page-events.ts';
import { usePlayground } from './hooks/use-playground.ts';
import { PageParts } from './site-context.ts';
import type { Site } from './site.ts';
import { weakImages } from './state/alone-answers.ts';

/** The playground of a site whose networks are loaded. */
export function Playground({ site }: { site: Site }) {
  const model = usePlayground(site);
  const { state, act, shelf, pixelsOf, answered, alone, said, say, failure, fail } = model;
  const { drag, startDrag } = useDrag((held, seat) => {
    act({ kind: 'drop', held, seat });
  });
  const dragging = drag !== undefined;
  // A step of a scene would put another image into the seat that the drag began in.
  useEffect(() => {
    if (dragging) act({ kind: 'play', playing: false });
  }, [dragging]);
  useEscape(() => {
    act({ kind: 'put-down' });
  });
  useDroppedFiles(model.addOwn);
  return (
    <PageParts.Provider value={{ data: site.data, pixelsOf, act, startDrag }}>
      <main id="playground" class={dragging ? 'layout dragging' : 'layout'}>
        <div class="work">
          <SceneButtons shelf={shelf} seats={state.seats.length} alone={alone}>
            <FlipFinder site={site} seats={state.seats} onSay={say} onError={fail} />
          </SceneButtons>
          {state.play === undefined ? null : (
            <ScenePlayer play={state.play} shelf={shelf} trace={model.trace} />
          )}
          <section class="batch-section" aria-labelledby="batch-title">
            <h2 id="batch-title">The batch</h2>
            <p id="how-to" class="note">
              Drag an image to a seat; or choose an image, then a seat. By keyboard: arrow keys move, Enter
              picks up and puts down, Escape lets go.
            </p>
            <SeatCount seats={state.seats.length} shelf={shelf} />
            <Board {...{ state, answered, drag }} />
            <News {...{ state, answered, said, failure }} />
          </section>
          <DistancesTable distances={model.distances} />
        </div>
        <Shelf
          state={state}
          weak={alone && weakImages(alone, shelf)}
          own={model.own.length}
          onOwn={model.addOwn}
        />
      </main>
      <footer>
        {site.loaded.engine}, in this browser: loaded in {Math.round(site.loaded.ms)} ms
        {answered === undefined ? '' : `, batch answered in ${Math.round(answered.ms)} ms`}.
      </footer>
      {drag === undefined ? null : <DragGhost drag={drag} />}
    </PageParts.Provider>
  );
}
