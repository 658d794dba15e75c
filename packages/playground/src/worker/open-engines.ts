import type { Engine, ModelEngine } from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import type { SiteNetwork } from '../site-data.ts';
import { openEngine } from './open-engine.ts';

/** The engines that the networks of a site need. */
export interface SiteEngines {
  /** What computes, e.g. `TensorFlow.js 4.22.0, WebAssembly with SIMD`. */
  readonly description: string;
  /** Where there are checkpoints. */
  checkpoints(): Engine;
  /** Where there are models. */
  models(): ModelEngine;
}

/** Starts what the networks of the site at `siteUrl` need, and loads nothing else. Throws a `UserError` where it does not start. */
export async function openEngines(siteUrl: string, networks: readonly SiteNetwork[]): Promise<SiteEngines> {
  const has = (kind: SiteNetwork['kind']) => networks.some((network) => network.kind === kind);
  const [ofCheckpoints, ofModels] = await Promise.all([
    has('checkpoint') ? openEngine(siteUrl) : undefined,
    has('model') ? openOnnxruntime(siteUrl) : undefined,
  ]);
  return {
    description: [ofCheckpoints, ofModels].flatMap((engine) => engine?.description ?? []).join(' and '),
    checkpoints() {
      invariant(ofCheckpoints, 'an engine for checkpoints');
      return ofCheckpoints;
    },
    models() {
      invariant(ofModels, 'an engine for models');
      return ofModels;
    },
  };
}

async function openOnnxruntime(siteUrl: string): Promise<ModelEngine> {
  const { openOnnxruntime: open } = await import('./open-onnxruntime.ts');
  return open(siteUrl);
}
