/** A stage left what no artifact can hold: the fault of its code, which may be a third party's. */
export class WrongPayload extends Error {
  /** What it left and why that cannot be, e.g. `run.json, which is written for it`. */
  readonly fault: string;

  constructor(fault: string) {
    super(`internal: a stage left ${fault}`);
    this.name = 'WrongPayload';
    this.fault = fault;
  }
}

/** Throws a `WrongPayload` that names the first member of a report that JSON cannot hold: NaN, an infinity, a bigint, a value within itself. */
export function refuseUnwritable(report: unknown): void {
  visit(report, { key: 'report', around: [] });
}

interface Place {
  /** `report.losses.2` */
  readonly key: string;
  /** The objects in which it stands. */
  readonly around: readonly unknown[];
}

function visit(value: unknown, { key, around }: Place): void {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)))
    throw new WrongPayload(`${value} as ${key}, which has no JSON form`);
  if (value === null || typeof value !== 'object') return;
  if (around.includes(value)) throw new WrongPayload(`${key}, which stands within itself`);
  for (const [name, member] of Object.entries(value))
    visit(member, { key: `${key}.${name}`, around: [...around, value] });
}
