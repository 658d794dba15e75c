import { useEffect, useState } from 'preact/hooks';
import { loadSite } from './load-site.ts';
import { Playground } from './playground.tsx';
import type { Site } from './site.ts';

/** The whole page: its heading at once, the playground when networks and images are there. */
export function Page({ siteUrl }: { siteUrl: string }) {
  const [site, setSite] = useState<Site | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  useEffect(() => {
    loadSite(siteUrl).then(
      (loaded) => {
        document.title = `${loaded.data.title}: playground`;
        setSite(loaded);
      },
      (error: unknown) => {
        setFailure(error instanceof Error ? error.message : String(error));
      },
    );
  }, [siteUrl]);
  const home = site?.data.home;
  return (
    <>
      <a class="skip" href="#root" onClick={focusPlayground}>
        Skip to the playground
      </a>
      <header>
        <p class="eyebrow">
          Batchmates playground
          {home === undefined ? null : (
            <>
              {' · '}
              <a href={home}>all results</a>
            </>
          )}
        </p>
        <h1>{site?.data.title ?? 'What does a network learn from the other images of its batch?'}</h1>
        <p class="lede">
          A network with batch normalization normalises every image by means and variances. Taken from the
          batch, they carry something of every image in it to every other: exchange one image and see which
          answers change.
        </p>
      </header>
      {site === undefined ? <Loading failure={failure} /> : <Playground site={site} />}
    </>
  );
}

function Loading({ failure }: { failure: string | undefined }) {
  return failure === undefined ? (
    <p class="loading" role="status">
      Loading the networks…
    </p>
  ) : (
    <p class="failure" role="alert">
      The playground could not be loaded: {failure}
    </p>
  );
}

/** A fragment would overwrite the state that the address holds. */
function focusPlayground(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#playground button')?.focus();
}
