import type { Koffi } from './koffi.ts';
import type { LibraryHandle } from 'koffi';
import { match } from 'ts-pattern';
import {
  binaryAlgorithms,
  convolutionAlgorithms,
  dataTypes,
  poolingAlgorithms,
  propagation,
  type EltwiseAlgorithm,
} from './constants.ts';
import type { Creation, Dialect, NewDescriptor } from './dialect.ts';
import type { BatchNormRequest, Descriptor, PrimitiveDescriptor } from './dnnl.ts';
import { NULL, type Handle } from './handle.ts';
import { bind, dims } from './native.ts';

/** `sizeof(dnnl_memory_desc_t)` in versions 2.x. */
const DESCRIPTOR_BYTES = 696;
/** Larger than every operation descriptor of 2.x; the largest, a convolution's, has 5,976 bytes. */
const OPERATION_BYTES = 16_384;
const TAG_ANY = 1;
const SUCCESS = 0;

const eltwiseAlgorithms: Readonly<Record<EltwiseAlgorithm, number>> = {
  relu: 0x1f,
  reluByOutput: 0x100,
  linear: 0x7f,
  sqrt: 0x6f,
};

/** Versions 2.6+: memory descriptors are structures by value; an operation descriptor precedes every primitive's. */
export function dialect2(library: LibraryHandle, koffi: Koffi): Dialect {
  const p = 'uintptr_t' as const;
  const v = 'void *' as const;
  const byStrides = bind(library, 'dnnl_memory_desc_init_by_strides', [v, 'int', v, 'int', v]);
  const byTag = bind(library, 'dnnl_memory_desc_init_by_tag', [v, 'int', v, 'int', 'int']);
  const submemory = bind(library, 'dnnl_memory_desc_init_submemory', [v, p, v, v]);
  const convForward = bind(library, 'dnnl_convolution_forward_desc_init', [
    v,
    'int',
    'int',
    p,
    p,
    p,
    p,
    v,
    v,
    v,
  ]);
  const convBackwardData = bind(library, 'dnnl_convolution_backward_data_desc_init', [
    v,
    'int',
    p,
    p,
    p,
    v,
    v,
    v,
  ]);
  const convBackwardWeights = bind(library, 'dnnl_convolution_backward_weights_desc_init', [
    ...[v, 'int' as const, p, p, p, p, v, v, v],
  ]);
  const normForward = bind(library, 'dnnl_batch_normalization_forward_desc_init', [
    v,
    'int',
    p,
    'float',
    'uint',
  ]);
  const normBackward = bind(library, 'dnnl_batch_normalization_backward_desc_init', [
    v,
    'int',
    p,
    p,
    'float',
    'uint',
  ]);
  const rowsForward = bind(library, 'dnnl_layer_normalization_forward_desc_init', [
    ...[v, 'int' as const, p, p, 'float' as const, 'uint' as const],
  ]);
  const rowsBackward = bind(library, 'dnnl_layer_normalization_backward_desc_init', [
    ...[v, 'int' as const, p, p, p, 'float' as const, 'uint' as const],
  ]);
  const poolForward = bind(library, 'dnnl_pooling_forward_desc_init', [v, 'int', 'int', p, p, v, v, v, v]);
  const poolBackward = bind(library, 'dnnl_pooling_backward_desc_init', [v, 'int', p, p, v, v, v, v]);
  const eltForward = bind(library, 'dnnl_eltwise_forward_desc_init', [v, 'int', 'int', p, 'float', 'float']);
  const eltBackward = bind(library, 'dnnl_eltwise_backward_desc_init', [v, 'int', p, p, 'float', 'float']);
  const binaryInit = bind(library, 'dnnl_binary_desc_init', [v, 'int', p, p, p]);
  const denseForward = bind(library, 'dnnl_inner_product_forward_desc_init', [v, 'int', p, p, p, p]);
  const denseBackwardData = bind(library, 'dnnl_inner_product_backward_data_desc_init', [v, p, p, p]);
  const denseBackwardWeights = bind(library, 'dnnl_inner_product_backward_weights_desc_init', [
    v,
    p,
    p,
    p,
    p,
  ]);
  const sumCreate = bind(library, 'dnnl_sum_primitive_desc_create', [v, p, 'int', v, v, p, p]);
  const create = bind(library, 'dnnl_primitive_desc_create', [v, v, p, p, p]);
  const postSum = bind(library, 'dnnl_post_ops_append_sum', [p, 'float']);
  const postEltwise = bind(library, 'dnnl_post_ops_append_eltwise', [p, 'float', 'int', 'float', 'float']);

  /** Off-heap, so that its address stays. */
  const structure = (fill: (storage: Uint8Array) => number): NewDescriptor => {
    const storage = new Uint8Array(new ArrayBuffer(DESCRIPTOR_BYTES));
    const status = fill(storage);
    return { status, handle: Number(koffi.address(storage)) as Handle, storage };
  };
  const primitive = (
    { cell, engine, attributes }: Creation,
    init: (operation: Uint8Array) => number,
    hint?: PrimitiveDescriptor,
  ): number => {
    const operation = new Uint8Array(OPERATION_BYTES);
    const status = init(operation);
    return status === SUCCESS
      ? create(cell.cell, operation, attributes, engine, hint?.handle ?? NULL)
      : status;
  };

  return {
    describe: (shape, type, strides) =>
      structure((storage) =>
        strides === 'any'
          ? byTag(storage, shape.length, dims(shape), dataTypes[type], TAG_ANY)
          : byStrides(storage, shape.length, dims(shape), dataTypes[type], dims(strides)),
      ),
    part: (whole, shape, offsets) =>
      structure((storage) => submemory(storage, whole.handle, dims(shape), dims(offsets))),
    copy: (handle) =>
      structure((storage) => {
        storage.set(new Uint8Array(koffi.view(BigInt(handle), DESCRIPTOR_BYTES)));
        return SUCCESS;
      }),
    destroy: () => undefined,
    convolution: ({ hint, ...request }, creation) => {
      const { input, weights, output } = handles(request);
      const bias = request.bias?.handle ?? NULL;
      const algorithm = convolutionAlgorithms[request.algorithm];
      const window = [
        dims([request.stride, request.stride]),
        ...request.padding.map((pad) => dims([pad, pad])),
      ];
      return primitive(
        creation,
        (operation) =>
          match(request.propagation)
            .with('forwardTraining', 'forwardInference', (kind) =>
              convForward(operation, propagation[kind], algorithm, input, weights, bias, output, ...window),
            )
            .with('backwardData', () =>
              convBackwardData(operation, algorithm, input, weights, output, ...window),
            )
            .with('backwardWeights', () =>
              convBackwardWeights(operation, algorithm, input, weights, bias, output, ...window),
            )
            .exhaustive(),
        hint,
      );
    },
    batchNorm: (request, creation) => {
      const { data, gradient, epsilon, hint } = request;
      const kind = propagation[request.propagation];
      return primitive(
        creation,
        (operation) =>
          gradient === undefined
            ? normForward(operation, kind, data.handle, epsilon, flags(request))
            : normBackward(operation, kind, gradient.handle, data.handle, epsilon, flags(request)),
        hint,
      );
    },
    normGradientTakesShift: true,
    layerNorm: ({ data, statistics, gradient, epsilon, ...request }, creation) => {
      const kind = propagation[request.propagation];
      return primitive(
        creation,
        (operation) =>
          gradient === undefined
            ? rowsForward(operation, kind, data.handle, statistics.handle, epsilon, 0)
            : rowsBackward(operation, kind, gradient.handle, data.handle, statistics.handle, epsilon, 0),
        request.hint,
      );
    },
    pooling: ({ hint, ...request }, creation) => {
      const algorithm = poolingAlgorithms[request.algorithm];
      const [input, output] = [request.input.handle, request.output.handle];
      const window = [
        dims([request.stride, request.stride]),
        dims(request.kernel),
        ...request.padding.map(dims),
      ];
      return primitive(
        creation,
        (operation) =>
          request.propagation === 'backward'
            ? poolBackward(operation, algorithm, input, output, ...window)
            : poolForward(operation, propagation[request.propagation], algorithm, input, output, ...window),
        hint,
      );
    },
    eltwise: ({ hint, ...request }, creation) => {
      const { data, gradient, alpha, beta } = request;
      const algorithm = eltwiseAlgorithms[request.algorithm];
      return primitive(
        creation,
        (operation) =>
          gradient === undefined
            ? eltForward(operation, propagation[request.propagation], algorithm, data.handle, alpha, beta)
            : eltBackward(operation, algorithm, gradient.handle, data.handle, alpha, beta),
        hint,
      );
    },
    binary: ({ algorithm, left, right, output }, creation) =>
      primitive(creation, (operation) =>
        binaryInit(operation, binaryAlgorithms[algorithm], left.handle, right.handle, output.handle),
      ),
    sum: ({ scales, inputs, output }, { cell, engine, attributes }) => {
      const sources = new Uint8Array(inputs.length * DESCRIPTOR_BYTES);
      inputs.forEach(({ storage }, i) => storage && sources.set(storage, i * DESCRIPTOR_BYTES));
      return sumCreate(
        ...[cell.cell, output.handle, inputs.length, Float32Array.from(scales), sources, attributes, engine],
      );
    },
    innerProduct: ({ hint, ...request }, creation) => {
      const { input, weights, output } = handles(request);
      const bias = request.bias?.handle ?? NULL;
      return primitive(
        creation,
        (operation) =>
          match(request.propagation)
            .with('forwardTraining', 'forwardInference', (kind) =>
              denseForward(operation, propagation[kind], input, weights, bias, output),
            )
            .with('backwardData', () => denseBackwardData(operation, input, weights, output))
            .with('backwardWeights', () => denseBackwardWeights(operation, input, weights, bias, output))
            .exhaustive(),
        hint,
      );
    },
    appendSum: (operations, { scale }) => postSum(operations, scale),
    appendEltwise: (operations, { algorithm, alpha, beta }) =>
      postEltwise(operations, 1, eltwiseAlgorithms[algorithm], alpha, beta),
  };
}

/** Separate scale and shift; in 2.x they have flags of their own beside the older joint `use_scaleshift`. */
function flags({ givenStatistics, relu }: BatchNormRequest): number {
  const [useGlobalStatistics, fuseRelu, useScale, useShift] = [0x1, 0x4, 0x8, 0x10];
  return (givenStatistics ? useGlobalStatistics : 0) | (relu ? fuseRelu : 0) | useScale | useShift;
}

function handles(request: { input: Descriptor; weights: Descriptor; output: Descriptor }) {
  return { input: request.input.handle, weights: request.weights.handle, output: request.output.handle };
}
