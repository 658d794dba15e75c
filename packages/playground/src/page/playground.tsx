import { useEffect, useState } from 'preact/hooks';
import { readSiteData } from '../site-files.ts';
import type { PlaygroundEngine } from './open-playground-engine.ts';

/** The whole page. */
export function Playground({ siteUrl, engine }: PlaygroundProps) {
  const [title, setTitle] = useState('Batchmates');
  const [status, setStatus] = useState('Loading the networks');
  useEffect(() => {
    const fail = (error: unknown) => setStatus(`The networks cannot be loaded: ${(error as Error).message}`);
    readSiteData(siteUrl).then((site) => setTitle(site.title), fail);
    engine.loaded.then(({ engine: name, ms }) => setStatus(`${name}; loaded in ${Math.round(ms)} ms`), fail);
  }, [siteUrl, engine]);
  return (
    <>
      <h1>{title}</h1>
      <p role="status">{status}</p>
    </>
  );
}

interface PlaygroundProps {
  /** Of the folder of the site, with a slash at the end. */
  readonly siteUrl: string;
  readonly engine: PlaygroundEngine;
}
