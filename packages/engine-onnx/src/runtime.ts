import { createRequire } from 'node:module';
import type * as ort from 'onnxruntime-node';

/** ONNX Runtime for Node, as a value: it is loaded on first use. */
export type Runtime = typeof ort;

/** The optional package it is in. */
export const PACKAGE = 'onnxruntime-node';

/** Whether its package is installed, as seen from a module. */
export function isInstalled(from: string): boolean {
  try {
    createRequire(from).resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

/** Loads it; throws where it has no binary for this platform, or one that does not load. */
export function loadRuntime(from: string): Runtime {
  return createRequire(from)(PACKAGE) as Runtime;
}
