import type { Engine, EngineFor, Precision, Purpose } from './engine.ts';

/** What a stage asks for. `auto` takes the first usable engine, and the fastest precision that engine offers. */
export interface EngineRequest<Wanted extends Purpose = Purpose> {
  /** `auto` or an engine's name, e.g. `onednn`, `tfjs-wasm`. */
  readonly engine: string;
  readonly precision: Precision | 'auto';
  readonly purpose: Wanted;
}

/** The engine and precision that were chosen. */
export interface EngineSelection<Chosen extends Engine = Engine> {
  readonly engine: Chosen;
  readonly precision: Precision;
  /** One line: which engine was taken and why, for people. */
  readonly reason: string;
}

/** Lends engines to stages; only the composition root knows which ones exist. */
export interface EngineProvider {
  /** Throws a `UserError` when there is no engine of this name, usable here or not, or none that serves the purpose. */
  assertKnown(engine: string, purpose: Purpose): Promise<void>;
  /**
   * Throws a `UserError` when the named engine is absent (with the probe's reason), does not serve the purpose,
   * or lacks the precision; or when none of those present will do.
   */
  select<Wanted extends Purpose>(request: EngineRequest<Wanted>): Promise<EngineSelection<EngineFor<Wanted>>>;
}
