/** Fields of the control block; after them one field per slot. */
const CANCELLED = 0;
const RELEASED = 1;
const FINISHED = 2;
const SLOTS = 3;

/** The mark a slot gets when a worker fails: no batch will come. */
const FAILED = -1;

/**
 * The hand-over of one plan's batches from worker threads to one consumer: batch `b` lies in slot `b % slots`, and
 * is written there when the consumer has released batch `b - slots`. All of it is one block of shared memory, so that both sides build
 * a ring over the same `control`.
 */
export class BatchRing {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly slots: number;

  /** `control`: the other side's; or a number of slots, to make a new ring. */
  constructor(control: Int32Array<SharedArrayBuffer> | number) {
    this.control =
      typeof control === 'number' ? new Int32Array(new SharedArrayBuffer(4 * (SLOTS + control))) : control;
    this.slots = this.control.length - SLOTS;
  }

  slotOf(batch: number): number {
    return batch % this.slots;
  }

  /** Worker: blocks until batch `batch` may be written; false when the consumer has left. */
  waitForSlot(batch: number): boolean {
    for (;;) {
      if (Atomics.load(this.control, CANCELLED) !== 0) return false;
      const released = Atomics.load(this.control, RELEASED);
      if (batch < released + this.slots) return true;
      Atomics.wait(this.control, RELEASED, released);
    }
  }

  /** Worker: batch `batch` lies in its slot. */
  publish(batch: number): void {
    this.#set(SLOTS + this.slotOf(batch), batch + 1);
  }

  /** Worker: will write no more of this plan. */
  finish(): void {
    Atomics.add(this.control, FINISHED, 1);
    Atomics.notify(this.control, FINISHED);
  }

  /** Either side: no further batch will come. */
  fail(): void {
    for (let slot = 0; slot < this.slots; slot++) this.#set(SLOTS + slot, FAILED);
    Atomics.store(this.control, CANCELLED, 1);
    Atomics.notify(this.control, RELEASED);
  }

  /** Consumer: waits for batch `batch`; false when a worker has failed. */
  async waitForBatch(batch: number): Promise<boolean> {
    return (
      (await this.#settled(
        SLOTS + this.slotOf(batch),
        (value) => value === batch + 1 || value === FAILED,
      )) !== FAILED
    );
  }

  /** Consumer: is done with all batches below `batches`. */
  release(batches: number): void {
    this.#set(RELEASED, batches);
  }

  /** Consumer: wants no more; waits until `workers` workers have stopped writing. */
  async cancel(workers: number): Promise<void> {
    Atomics.store(this.control, CANCELLED, 1);
    Atomics.notify(this.control, RELEASED);
    await this.#settled(FINISHED, (value) => value >= workers);
  }

  #set(field: number, value: number): void {
    Atomics.store(this.control, field, value);
    Atomics.notify(this.control, field);
  }

  async #settled(field: number, accepts: (value: number) => boolean): Promise<number> {
    for (;;) {
      const value = Atomics.load(this.control, field);
      if (accepts(value)) return value;
      await Atomics.waitAsync(this.control, field, value).value;
    }
  }
}
