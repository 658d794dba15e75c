import type { Engine, Precision } from './engine.ts';

/** What a stage asks for. `auto` takes the first usable engine, and the fastest precision that engine offers. */
export interface EngineRequest {
  /** `auto` or an engine's name, e.g. `onednn`, `tfjs-wasm`. */
  readonly engine: string;
  readonly precision: Precision | 'auto';
}

export interface EngineSelection {
  readonly engine: Engine;
  readonly precision: Precision;
  /** One line: which engine was taken and why, for people. */
  readonly reason: string;
}

/** Lends engines to stages; only the composition root knows which ones exist. */
export interface EngineProvider {
  /** Throws a `UserError` when the named engine is absent (with the probe's reason) or lacks the precision. */
  select(request: EngineRequest): Promise<EngineSelection>;
}
