import { match } from 'ts-pattern';
import { binaryAlgorithms, queries } from './constants.ts';
import type { Creation, Dialect, NewDescriptor } from './dialect.ts';
import type { Descriptor, PostOperation, PrimitiveDescriptor, Session } from './dnnl.ts';
import { HandleCell, type Handle } from './handle.ts';
import type { CommonFunctions } from './common-functions.ts';
import { nameOf } from './names.ts';
import { check } from './status.ts';

/** What sessions of one library share. */
export interface LibraryParts {
  readonly dialect: Dialect;
  readonly functions: CommonFunctions;
  readonly engine: Handle;
  readonly stream: Handle;
  /** Told how many native objects came into being (or, negative, went). */
  readonly count: (change: number) => void;
}

/** Opens a session on a loaded library. */
export function openSession({ dialect, functions, engine, stream, count }: LibraryParts): Session {
  const disposals: (() => void)[] = [];
  const own = <T>(value: T, destroy: (value: T) => void): T => {
    disposals.push(() => destroy(value));
    count(1);
    return value;
  };

  const descriptor = (
    { status, handle, storage }: NewDescriptor,
    { shape, type }: Pick<Descriptor, 'shape' | 'type'>,
  ): Descriptor => {
    check(status, () => `tensor ${type} ${shape.join('x')}`);
    own(handle, dialect.destroy);
    return { handle, storage, shape, type };
  };

  const attributes = (operations: readonly PostOperation[], name: string): Handle => {
    const cell = new HandleCell();
    check(functions.createAttributes(cell.cell), () => `attributes of ${name}`);
    check(functions.setScratchpadMode(cell.value, USER_SCRATCHPAD), () => `scratchpad of ${name}`);
    if (operations.length > 0) appendPostOperations(cell.value, operations, name);
    return cell.value;
  };

  const appendPostOperations = (target: Handle, operations: readonly PostOperation[], name: string): void => {
    const cell = new HandleCell();
    check(functions.createPostOperations(cell.cell), () => `post-operations of ${name}`);
    for (const operation of operations) {
      const status = match(operation)
        .with({ kind: 'sum' }, (sum) => dialect.appendSum(cell.value, sum))
        .with({ kind: 'eltwise' }, (eltwise) => dialect.appendEltwise(cell.value, eltwise))
        .with({ kind: 'binary' }, ({ algorithm, other }) =>
          functions.appendBinary(cell.value, binaryAlgorithms[algorithm], other.handle),
        )
        .exhaustive();
      check(status, () => `post-operation ${operation.kind} of ${name}`);
    }
    check(functions.setPostOperations(target, cell.value), () => `post-operations of ${name}`);
    functions.destroyPostOperations(cell.value);
  };

  const primitive = (
    name: string,
    create: (creation: Creation) => number,
    operations: readonly PostOperation[] = [],
  ): PrimitiveDescriptor => {
    const cell = new HandleCell();
    const native = attributes(operations, name);
    const status = create({ cell, engine, attributes: native });
    functions.destroyAttributes(native);
    check(status, () => name);
    return { handle: own(cell.value, functions.destroyPrimitiveDescriptor), name };
  };

  return {
    describe: (shape, type, strides) => descriptor(dialect.describe(shape, type, strides), { shape, type }),
    part: (whole, shape, offsets) => {
      const part = dialect.part(whole, shape, offsets);
      return part.status === 0 ? descriptor(part, { shape, type: whole.type }) : undefined;
    },
    bytes: ({ handle }) => functions.descriptorBytes(handle),
    equal: (left, right) => functions.descriptorsEqual(left.handle, right.handle) !== 0,

    convolution: (request) =>
      primitive(
        nameOf.convolution(request),
        (to) => dialect.convolution(request, to),
        request.postOperations,
      ),
    batchNorm: (request) => primitive(nameOf.batchNorm(request), (to) => dialect.batchNorm(request, to)),
    normGradientTakesShift: dialect.normGradientTakesShift,
    layerNorm: (request) => primitive(nameOf.layerNorm(request), (to) => dialect.layerNorm(request, to)),
    pooling: (request) => primitive(nameOf.pooling(request), (to) => dialect.pooling(request, to)),
    eltwise: (request) =>
      primitive(nameOf.eltwise(request), (to) => dialect.eltwise(request, to), request.postOperations),
    binary: (request) =>
      primitive(nameOf.binary(request), (to) => dialect.binary(request, to), request.postOperations),
    sum: (request) => primitive(nameOf.sum(request), (to) => dialect.sum(request, to)),
    innerProduct: (request) =>
      primitive(nameOf.innerProduct(request), (to) => dialect.innerProduct(request, to)),
    reorder: (request) =>
      primitive(nameOf.reorder(request), ({ cell, attributes: native }) =>
        functions.createReorder(cell.cell, request.from.handle, engine, request.to.handle, engine, native),
      ),

    chosen: ({ handle }, what, tensor) =>
      descriptor(dialect.copy(functions.queryDescriptor(handle, queries[what], 0) as Handle), tensor),
    implementation: ({ handle }) => functions.implementation(handle),
    createPrimitive: ({ handle, name }) => {
      const cell = new HandleCell();
      check(functions.createPrimitive(cell.cell, handle), () => name);
      return own(cell.value, functions.destroyPrimitive);
    },
    createMemory: ({ handle, shape, type }, address) => {
      const cell = new HandleCell();
      check(
        functions.createMemory(cell.cell, handle, engine, address),
        () => `memory of a tensor ${type} ${shape.join('x')}`,
      );
      return own(cell.value, functions.destroyMemory);
    },
    execute: (handle, length, address) => functions.execute(handle, stream, length, address),
    dispose: () => {
      for (const destroy of disposals.reverse()) destroy();
      count(-disposals.length);
      disposals.length = 0;
    },
  };
}

/** `dnnl_scratchpad_mode_user`: one scratchpad serves all primitives, which run one after another. */
const USER_SCRATCHPAD = 1;
