import { argument, MULTIPLE_SOURCES, type ArgumentName } from '../library/constants.ts';
import type { Descriptor, Dnnl, PrimitiveDescriptor, Session } from '../library/dnnl.ts';
import type { Memory } from '../library/memory.ts';
import type { NewStep } from './new-step.ts';
import type { PrimitiveStep } from './plan.ts';
import type { Tensor } from './tensor.ts';

/** The scratch memory a primitive wants. */
export function scratchpadOf(session: Session, primitive: PrimitiveDescriptor): Descriptor {
  return session.chosen(primitive, 'scratchpad', { shape: [], type: 'u8' });
}

/** `dnnl_exec_arg_t`: an `int` and, eight bytes on, a `dnnl_memory_t`. */
const ARGUMENT_BYTES = 16;
const MOST_ARGUMENTS = 12;

/** Where the arguments of a plan's steps are. */
export interface ArgumentPlaces {
  /** Number of steps. */
  readonly steps: number;
  place(tensor: Tensor): number;
  /** Address of the scratchpad that all steps share. */
  readonly scratchpad: number;
  /** What the steps work on. */
  readonly memories: readonly Memory[];
}

/** Writes the native argument lists of steps into one block of memory. */
export class NativeArguments {
  readonly memory: Memory;
  readonly #session: Session;
  readonly #place: (tensor: Tensor) => number;
  readonly #scratchpad: number;
  readonly #memories: readonly Memory[];
  #used = 0;

  constructor(dnnl: Dnnl, session: Session, { steps, place, scratchpad, memories }: ArgumentPlaces) {
    this.memory = dnnl.allocate(steps * MOST_ARGUMENTS * ARGUMENT_BYTES);
    this.#session = session;
    this.#place = place;
    this.#scratchpad = scratchpad;
    this.#memories = [this.memory, ...memories];
  }

  /** Makes the primitive of a step and writes its arguments. */
  make({ label, primitive, arguments: tensors }: NewStep): PrimitiveStep {
    const start = this.#used;
    const { sources = [], ...named } = tensors;
    for (const [name, tensor] of Object.entries(named)) {
      this.#write(argument[name as ArgumentName], this.#memoryOf(tensor));
    }
    sources.forEach((tensor, i) => this.#write(MULTIPLE_SOURCES + i, this.#memoryOf(tensor)));
    const scratchpad = scratchpadOf(this.#session, primitive);
    if (this.#session.bytes(scratchpad) > 0) {
      this.#write(argument.scratchpad, this.#session.createMemory(scratchpad, this.#scratchpad));
    }
    return {
      kind: 'primitive',
      label,
      name: primitive.name,
      implementation: this.#session.implementation(primitive),
      primitive: this.#session.createPrimitive(primitive),
      argumentCount: (this.#used - start) / ARGUMENT_BYTES,
      argumentsAddress: this.memory.address + start,
      memories: this.#memories,
    };
  }

  #memoryOf(tensor: Tensor): number {
    return this.#session.createMemory(tensor.descriptor, this.#place(tensor));
  }

  #write(name: number, memory: number): void {
    const view = this.memory.bytes(this.#used, ARGUMENT_BYTES);
    const words = new DataView(view.buffer, view.byteOffset, ARGUMENT_BYTES);
    words.setInt32(0, name, true);
    words.setBigUint64(8, BigInt(memory), true);
    this.#used += ARGUMENT_BYTES;
  }
}
