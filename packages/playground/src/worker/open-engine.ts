import type { Engine } from '@batchmates/engine';
import { openCpuInBrowser, openWasmInBrowser } from '@batchmates/engine-tfjs/browser';

/** The fastest engine that starts here: WebAssembly, else plain JavaScript. */
export async function openEngine(siteUrl: string): Promise<Engine> {
  try {
    return await openWasmInBrowser(new URL('wasm/', siteUrl).href);
  } catch {
    return openCpuInBrowser();
  }
}
