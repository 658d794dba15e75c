/** Address of a native object or of memory; user-space addresses fit a double exactly. */
export type Handle = number & { readonly __brand: 'handle' };

/** The null pointer. */
export const NULL = 0 as Handle;

/** A one-pointer cell that a native function writes a handle into. */
export class HandleCell {
  readonly cell = new BigUint64Array(1);

  get value(): Handle {
    return Number(this.cell[0]) as Handle;
  }
}
