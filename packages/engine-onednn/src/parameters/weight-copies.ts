import type { Descriptor, Dnnl, Session } from '../library/dnnl.ts';
import { PlanBuilder } from '../plan/plan-builder.ts';
import type { Plan } from '../plan/plan.ts';
import { fixedTensor, type Tensor } from '../plan/tensor.ts';
import type { ParameterStore } from './parameter-store.ts';

interface Copy {
  readonly name: string;
  readonly tensor: Tensor;
}

/**
 * Weights as primitives want them: the master itself where layout and type agree, else a copy, made anew after the
 * masters change (`refresh`). Copies asked for by one plan serve all plans that want the same.
 */
export class WeightCopies {
  readonly #dnnl: Dnnl;
  readonly #session: Session;
  readonly #store: ParameterStore;
  readonly #copies: Copy[] = [];
  readonly #fresh: WeightCopies | undefined;
  #plan: Plan | undefined;

  /** `fresh` are other copies, refreshed with these and more often: what they have is not copied again. */
  constructor(dnnl: Dnnl, session: Session, store: ParameterStore, fresh?: WeightCopies) {
    this.#dnnl = dnnl;
    this.#session = session;
    this.#store = store;
    this.#fresh = fresh;
  }

  /** The weight `name` as `descriptor`; its values are there after the next `refresh`. */
  weight(name: string, descriptor: Descriptor): Tensor {
    const master = this.#store.tensor('value', name);
    if (this.#session.equal(master.descriptor, descriptor)) return master;
    const known = this.#fresh?.find(name, descriptor) ?? this.find(name, descriptor);
    if (known !== undefined) return known;
    const tensor = fixedTensor(descriptor, this.#dnnl.allocate(this.#session.bytes(descriptor)));
    this.#copies.push({ name, tensor });
    this.#plan = undefined;
    return tensor;
  }

  /** The copy there is already, if any. */
  find(name: string, descriptor: Descriptor): Tensor | undefined {
    return this.#copies.find(
      (copy) => copy.name === name && this.#session.equal(copy.tensor.descriptor, descriptor),
    )?.tensor;
  }

  /** Makes every copy equal to its master. */
  refresh(): void {
    this.#fresh?.refresh();
    this.#plan ??= this.#build();
    this.#plan.run();
  }

  /** Appends to a plan what makes the copies of a weight equal to it. */
  append(builder: PlanBuilder, name: string): void {
    for (const copy of this.#copies.filter((each) => each.name === name)) {
      builder.copy(this.#store.tensor('value', name), copy.tensor, name);
    }
  }

  #build(): Plan {
    const builder = new PlanBuilder(this.#dnnl, this.#session);
    for (const name of new Set(this.#copies.map((copy) => copy.name))) this.append(builder, name);
    return builder.build();
  }
}
