import type { Memory } from '../library/memory.ts';
import type { Session } from '../library/dnnl.ts';
import type { Handle } from '../library/handle.ts';
import { check } from '../library/status.ts';

/** One native primitive with its arguments, ready to run. */
export interface PrimitiveStep {
  readonly kind: 'primitive';
  /** The layer it works for, and the part it plays: `stage1.block1.conv1 backward weights`. */
  readonly label: string;
  /** Kind, types and shapes. */
  readonly name: string;
  readonly implementation: string;
  readonly primitive: Handle;
  readonly argumentCount: number;
  readonly argumentsAddress: number;
  /** Memory it works on, kept alive as long as the step is. */
  readonly memories: readonly Memory[];
}

/** Work done in JavaScript between primitives. */
export interface HostStep {
  readonly kind: 'host';
  readonly label: string;
  run(): void;
}

export type Step = PrimitiveStep | HostStep;

/** A fixed list of steps over memory that is already there; running it allocates nothing. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Bytes of activations, gradients and scratch that the plan holds. */
  readonly bytes: number;
  run(): void;
}

/** What a plan is made of. */
export interface PlanParts {
  readonly steps: readonly Step[];
  /** Memory of the plan's own. */
  readonly owned: readonly Memory[];
  /** Memory that others own too and that must live as long as the plan. */
  readonly lent: readonly Memory[];
}

/** Makes a plan of steps. */
export function planOf(session: Session, parts: PlanParts): Plan {
  const { steps, owned } = parts;
  return {
    ...parts,
    bytes: owned.reduce((sum, { byteLength }) => sum + byteLength, 0),
    run: () => {
      for (const step of steps) runStep(session, step);
    },
  };
}

/** Runs one step; throws a `UserError` that names the primitive when it fails. */
export function runStep(session: Session, step: Step): void {
  if (step.kind === 'host') {
    step.run();
    return;
  }
  const status = session.execute(step.primitive, step.argumentCount, step.argumentsAddress);
  if (status !== 0) check(status, () => `${step.label}: ${step.name}`);
}
