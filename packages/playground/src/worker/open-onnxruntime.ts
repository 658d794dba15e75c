import type { ModelEngine } from '@batchmates/engine';
import { openOnnxruntimeInBrowser } from '@batchmates/engine-onnx/browser';
import { RUNTIME_FOLDER } from '../site-data.ts';

/** ONNX Runtime from the files of a site with models; a part of the bundle of its own, which other sites do not load. */
export function openOnnxruntime(siteUrl: string): Promise<ModelEngine> {
  return openOnnxruntimeInBrowser(new URL(RUNTIME_FOLDER, siteUrl).href);
}
