import { invariant } from '@batchmates/errors';
import { parameterSpecs, type Network, type ParameterSpec } from '@batchmates/network';
import type { Descriptor, Dnnl, Session } from '../library/dnnl.ts';
import type { Memory } from '../library/memory.ts';
import { fixedTensor, type Tensor } from '../plan/tensor.ts';
import { rowMajor } from './layout.ts';
import { layoutTransfer, type LayoutTransfer } from './layout-transfer.ts';

/** A stretch of the parameter area, in floats. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/** One area of float32 for every parameter: values, gradients, or a slot of the optimizer. */
export type AreaName = 'value' | 'gradient' | 'velocity' | 'square_average';

interface Place {
  readonly spec: ParameterSpec;
  readonly descriptor: Descriptor;
  /** In floats, from the start of an area. */
  readonly start: number;
}

/** Cache lines, in floats, so that every parameter starts on one of its own. */
const ALIGNMENT = 16;

/**
 * The float32 masters. Every area holds all parameters in one block, each in the layout its gradient is computed in,
 * those that decay first and frozen ones last; so an optimizer updates whole areas at once, and gaps stay zero.
 */
export class ParameterStore {
  /** What weight decay applies to, and the rest of what is trained. */
  readonly decaying: Range;
  readonly steady: Range;
  /** Length of an area, in floats. */
  readonly #length: number;
  readonly #places = new Map<string, Place>();
  readonly #areas = new Map<AreaName, Memory>();
  readonly #dnnl: Dnnl;
  readonly #transfers = new Map<string, LayoutTransfer>();
  readonly #session: Session;

  /** `layouts` gives the layouts of weights that are not in row-major order, `frozen` names what no optimizer updates: no weights. */
  constructor(
    dnnl: Dnnl,
    session: Session,
    network: Network,
    {
      layouts,
      frozen,
    }: { readonly layouts: ReadonlyMap<string, Descriptor>; readonly frozen: ReadonlySet<string> },
  ) {
    this.#dnnl = dnnl;
    this.#session = session;
    const specs = parameterSpecs(network);
    let start = 0;
    const place = (spec: ParameterSpec) => {
      const descriptor = layouts.get(spec.name) ?? rowMajor(session, spec.shape, 'f32');
      this.#places.set(spec.name, { spec, descriptor, start });
      start += Math.ceil(session.bytes(descriptor) / 4 / ALIGNMENT) * ALIGNMENT;
    };
    specs.filter(({ role }) => role === 'weight').forEach(place);
    this.decaying = { start: 0, length: start };
    const others = specs.filter(({ role }) => role !== 'weight');
    others.filter(({ name }) => !frozen.has(name)).forEach(place);
    this.steady = { start: this.decaying.length, length: start - this.decaying.length };
    others.filter(({ name }) => frozen.has(name)).forEach(place);
    this.#length = start;
  }

  /** The parameters that decay, in the order of the area. */
  get decayingSpecs(): readonly ParameterSpec[] {
    return [...this.#places.values()].map(({ spec }) => spec).filter(({ role }) => role === 'weight');
  }

  /** Where a parameter begins in an area, in floats. */
  startOf(name: string): number {
    return this.#place(name).start;
  }

  /** One parameter in an area. */
  tensor(area: AreaName, name: string): Tensor {
    const { descriptor, start } = this.#place(name);
    return fixedTensor(descriptor, this.#area(area), start * 4);
  }

  /** A stretch of an area as one vector. */
  vector(area: AreaName, { start, length }: Range): Tensor {
    return fixedTensor(rowMajor(this.#session, [length], 'f32'), this.#area(area), start * 4);
  }

  /** A copy in the canonical layout. */
  read(area: AreaName, name: string): Float32Array {
    return this.#transfer(name).read(this.#floats(area, name));
  }

  /** Replaces a parameter's values by ones in the canonical layout. */
  write(area: AreaName, name: string, values: Float32Array): void {
    this.#transfer(name).write(values, this.#floats(area, name));
  }

  #transfer(name: string): LayoutTransfer {
    const { descriptor, spec } = this.#place(name);
    const known = this.#transfers.get(name);
    const transfer = known ?? layoutTransfer(this.#dnnl, this.#session, descriptor, spec.shape);
    this.#transfers.set(name, transfer);
    return transfer;
  }

  #floats(area: AreaName, name: string): Float32Array {
    const { start, descriptor } = this.#place(name);
    return this.#area(area).floats(start * 4, this.#session.bytes(descriptor) / 4);
  }

  #place(name: string): Place {
    const place = this.#places.get(name);
    invariant(place, `parameter "${name}" has a place`);
    return place;
  }

  #area(name: AreaName): Memory {
    const known = this.#areas.get(name);
    if (known !== undefined) return known;
    const area = this.#dnnl.allocate(this.#length * 4);
    this.#areas.set(name, area);
    return area;
  }
}
