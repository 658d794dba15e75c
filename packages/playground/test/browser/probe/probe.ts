import { openPlaygroundEngine, type PlaygroundEngine } from '../../../src/page/open-playground-engine.ts';

declare global {
  /** What tests ask, by `page.evaluate`. */
  var engine: PlaygroundEngine;
}

globalThis.engine = openPlaygroundEngine(new URL('.', document.baseURI).href);
