import { render } from 'preact';
import { openPlaygroundEngine } from './open-playground-engine.ts';
import { Playground } from './playground.tsx';

const root = document.querySelector('#playground');
if (root === null) throw new Error('internal: no place for the page');
const siteUrl = new URL('.', document.baseURI).href;
render(<Playground siteUrl={siteUrl} engine={openPlaygroundEngine(siteUrl)} />, root);
