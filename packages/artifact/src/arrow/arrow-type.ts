import { match } from 'ts-pattern';
import type { FlatTable } from './flat-table.ts';

/** Type of a column, as far as our files have it. */
export type ArrowType =
  | { readonly kind: 'number'; readonly name: NumberName; readonly bytes: number }
  /** Values of different lengths: text, or bytes. */
  | { readonly kind: 'varying'; readonly name: 'Utf8' | 'Binary' }
  /** Values of `bytes` bytes each. */
  | { readonly kind: 'fixed'; readonly bytes: number }
  /** Rows of `width` numbers. */
  | { readonly kind: 'rows'; readonly width: number; readonly item: ArrowType & { readonly kind: 'number' } };

/** Arrow's names of the number types that we write. */
export type NumberName = 'Uint8' | 'Uint16' | 'Uint32' | 'Float32' | 'Float64';

/** The name that Arrow's libraries print, e.g. `FixedSizeList[10]<Float32>`. */
export function typeName(type: ArrowType): string {
  return match(type)
    .with({ kind: 'number' }, { kind: 'varying' }, ({ name }) => name as string)
    .with({ kind: 'fixed' }, ({ bytes }) => `FixedSizeBinary[${bytes}]`)
    .with({ kind: 'rows' }, ({ width, item }) => `FixedSizeList[${width}]<${item.name}>`)
    .exhaustive();
}

/** Members of Arrow's union `Type`, of tables in Schema.fbs. */
const TYPES = { int: 2, float: 3, binary: 4, utf8: 5, fixedBinary: 15, fixedList: 16 } as const;

/** Reads the type of a table `Field`; `undefined` when it is one that we do not write. */
export function readType(field: FlatTable): ArrowType | undefined {
  const [kind, children] = [field.uint8(2), field.tables(5, 1)];
  // A dictionary would have its values elsewhere.
  if (field.has(4) || (children.length > 0 && kind !== TYPES.fixedList)) return undefined;
  return match(kind)
    .with(TYPES.int, () => numberOf(intName(field.table(3))))
    .with(TYPES.float, () => numberOf(FLOATS[field.table(3).int16(0)]))
    .with(TYPES.utf8, () => ({ kind: 'varying', name: 'Utf8' }) as const)
    .with(TYPES.binary, () => ({ kind: 'varying', name: 'Binary' }) as const)
    .with(TYPES.fixedBinary, () => ({ kind: 'fixed', bytes: positive(field.table(3).int32(0)) }) as const)
    .with(TYPES.fixedList, () => {
      const item = children[0] === undefined ? undefined : readType(children[0]);
      return item?.kind === 'number'
        ? ({ kind: 'rows', width: positive(field.table(3).int32(0)), item } as const)
        : undefined;
    })
    .otherwise(() => undefined);
}

/** By Arrow's `Precision`. */
const FLOATS: readonly (NumberName | undefined)[] = [undefined, 'Float32', 'Float64'];

const BYTES: Readonly<Record<NumberName, number>> = {
  Uint8: 1,
  Uint16: 2,
  Uint32: 4,
  Float32: 4,
  Float64: 8,
};

function intName(int: FlatTable): NumberName | undefined {
  const signed = int.uint8(1) !== 0;
  return signed ? undefined : ({ 8: 'Uint8', 16: 'Uint16', 32: 'Uint32' } as const)[int.int32(0)];
}

function numberOf(name: NumberName | undefined): (ArrowType & { readonly kind: 'number' }) | undefined {
  return name === undefined ? undefined : { kind: 'number', name, bytes: BYTES[name] };
}

function positive(count: number): number {
  if (count < 1) throw new RangeError(`values of ${count} bytes or numbers`);
  return count;
}
