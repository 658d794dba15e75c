import type { Descriptor, Dnnl, PrimitiveDescriptor, Session } from '../library/dnnl.ts';
import type { Memory } from '../library/memory.ts';
import { NativeArguments, scratchpadOf } from './native-arguments.ts';
import { planMemory, type InPlace, type Lifetime, type MemoryPlan } from './memory-plan.ts';
import type { Arguments, NewStep } from './new-step.ts';
import { planOf, type Plan, type Step } from './plan.ts';
import { fixedTensor, type PlannedStorage, type Tensor } from './tensor.ts';

/** Work in JavaScript on tensors; `run` is given their memory, in order. */
export interface NewHostStep {
  readonly label: string;
  readonly tensors: readonly Tensor[];
  run(memory: readonly TensorMemory[]): void;
}

/** The bytes of a tensor, in its layout. */
export interface TensorMemory {
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
}

/** Collects the steps of a plan and the lifetimes of its tensors, then assigns memory and makes the primitives. */
export class PlanBuilder {
  readonly session: Session;
  readonly #dnnl: Dnnl;
  readonly #steps: (NewStep | NewHostStep)[] = [];
  readonly #lifetimes = new Map<PlannedStorage, Lifetime>();
  readonly #inPlace: InPlace[] = [];
  /** Memory of fixed tensors. */
  readonly #lent = new Set<Memory>();
  readonly #reordered = new Map<Tensor, Tensor[]>();

  constructor(dnnl: Dnnl, session: Session) {
    this.#dnnl = dnnl;
    this.session = session;
  }

  /** A new tensor, placed by the memory plan. */
  tensor(descriptor: Descriptor): Tensor {
    return { descriptor, storage: { kind: 'planned', bytes: this.session.bytes(descriptor) } };
  }

  /** A new tensor in the layout that `primitive` chose for its `what`. */
  chosen(
    primitive: PrimitiveDescriptor,
    what: Parameters<Session['chosen']>[1],
    like: Pick<Descriptor, 'shape' | 'type'>,
  ): Tensor {
    return this.tensor(this.session.chosen(primitive, what, like));
  }

  /** A vector `[length]` of the same value, in float32. */
  constant(length: number, value: number): Tensor {
    const memory = this.#dnnl.allocate(length * 4);
    memory.floats(0, length).fill(value);
    return fixedTensor(this.session.describe([length], 'f32', [1]), memory);
  }

  /** Appends a primitive. */
  step(step: NewStep): void {
    const at = this.#append(step, tensorsOf(step.arguments));
    const [input, output] = (step.inPlace ?? []).map(({ storage }) => storage);
    if (input?.kind === 'planned' && output?.kind === 'planned') {
      this.#inPlace.push({ step: at, input, output });
    }
  }

  /** Appends work done in JavaScript. */
  host(step: NewHostStep): void {
    this.#append(step, step.tensors);
  }

  /** `tensor` itself if it has that layout and type, else a copy that has; the same copy for all who ask. */
  as(tensor: Tensor, descriptor: Descriptor, label: string): Tensor {
    if (this.session.equal(tensor.descriptor, descriptor)) return tensor;
    const known = this.#reordered.get(tensor) ?? [];
    this.#reordered.set(tensor, known);
    const match = known.find((copy) => this.session.equal(copy.descriptor, descriptor));
    if (match !== undefined) return match;
    const copy = this.tensor(descriptor);
    known.push(copy);
    this.copy(tensor, copy, label);
    return copy;
  }

  /** Appends a reorder of `from` into `to`. */
  copy(from: Tensor, to: Tensor, label: string): void {
    const primitive = this.session.reorder({ from: from.descriptor, to: to.descriptor });
    this.step({ label: `${label} reorder`, primitive, arguments: { src: from, dst: to } });
  }

  /** Keeps a tensor's memory to itself for the whole plan. */
  keep({ storage }: Tensor): void {
    if (storage.kind === 'planned') this.#lifetimes.set(storage, { first: 0, last: Infinity });
  }

  /** Places all tensors, takes the memory, makes all primitives, and returns the plan. */
  build(): BuiltPlan {
    return this.place().build();
  }

  /** Places all tensors; the memory is taken when the plan is built. */
  place(): PlacedPlan {
    const scratchpad: PlannedStorage = { kind: 'planned', bytes: this.#scratchpadBytes() };
    this.#lifetimes.set(scratchpad, { first: 0, last: Infinity });
    const placement = planMemory(this.#lifetimes, this.#inPlace);
    return { bytes: placement.bytes, build: () => this.#build(placement, scratchpad) };
  }

  #build(placement: MemoryPlan, scratchpad: PlannedStorage): BuiltPlan {
    const memory = this.#dnnl.allocate(placement.bytes);
    const placeOf = ({ storage, byteOffset = 0 }: Tensor): readonly [Memory, number] =>
      storage.kind === 'fixed'
        ? [storage.memory, storage.byteOffset + byteOffset]
        : [memory, placement.offsetOf(storage) + byteOffset];
    const place = (tensor: Tensor): number => {
      const [block, offset] = placeOf(tensor);
      return block.address + offset;
    };
    const read = (tensor: Tensor): TensorMemory => {
      const length = this.session.bytes(tensor.descriptor);
      const [block, offset] = placeOf(tensor);
      return { bytes: block.bytes(offset, length), floats: block.floats(offset, length >> 2) };
    };
    const native = new NativeArguments(this.#dnnl, this.session, {
      steps: this.#steps.length,
      place,
      scratchpad: memory.address + placement.offsetOf(scratchpad),
      memories: [memory, ...this.#lent],
    });
    const steps = this.#steps.map((step): Step => {
      if ('run' in step) {
        const parts = step.tensors.map(read);
        return { kind: 'host', label: step.label, run: () => step.run(parts) };
      }
      return native.make(step);
    });
    return {
      ...planOf(this.session, { steps, owned: [memory, native.memory], lent: [...this.#lent] }),
      read,
    };
  }

  #append(step: NewStep | NewHostStep, tensors: readonly Tensor[]): number {
    const at = this.#steps.push(step) - 1;
    for (const { storage } of tensors) {
      if (storage.kind === 'fixed') {
        this.#lent.add(storage.memory);
        continue;
      }
      const lifetime = this.#lifetimes.get(storage);
      if (lifetime === undefined) this.#lifetimes.set(storage, { first: at, last: at });
      else lifetime.last = Math.max(lifetime.last, at);
    }
    return at;
  }

  #scratchpadBytes(): number {
    return this.#steps.reduce(
      (most, step) =>
        'run' in step ? most : Math.max(most, this.session.bytes(scratchpadOf(this.session, step.primitive))),
      0,
    );
  }
}

/** A plan whose tensors have their places, but no memory yet. */
export interface PlacedPlan {
  /** What building it will take for activations, gradients and scratch. */
  readonly bytes: number;
  build(): BuiltPlan;
}

/** A plan that can show where its tensors are. */
export interface BuiltPlan extends Plan {
  read(tensor: Tensor): TensorMemory;
}

function tensorsOf({ sources = [], ...named }: Arguments): readonly Tensor[] {
  return [...Object.values(named), ...sources];
}
