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
import type { Dialect, NewDescriptor } from './dialect.ts';
import type { BatchNormRequest, Descriptor } from './dnnl.ts';
import { HandleCell, NULL } from './handle.ts';
import { bind, dims } from './native.ts';

const TAG_ANY = 1;
const UNDEFINED_TYPE = 0;

const eltwiseAlgorithms: Readonly<Record<EltwiseAlgorithm, number>> = {
  relu: 0x20,
  reluByOutput: 0x100,
  linear: 0x26,
  sqrt: 0x25,
};

/** Versions 3.x: memory descriptors are opaque and owned; primitives are described in one call. */
export function dialect3(library: LibraryHandle): Dialect {
  const p = 'uintptr_t' as const;
  const v = 'void *' as const;
  const byStrides = bind(library, 'dnnl_memory_desc_create_with_strides', [v, 'int', v, 'int', v]);
  const byTag = bind(library, 'dnnl_memory_desc_create_with_tag', [v, 'int', v, 'int', 'int']);
  const submemory = bind(library, 'dnnl_memory_desc_create_submemory', [v, p, v, v]);
  const clone = bind(library, 'dnnl_memory_desc_clone', [v, p]);
  const destroy = bind(library, 'dnnl_memory_desc_destroy', [p]);
  const create = (name: string, parameters: Parameters<typeof bind>[2]) =>
    bind(library, `dnnl_${name}_primitive_desc_create`, [v, p, ...parameters]);
  const convForward = create('convolution_forward', ['int', 'int', p, p, p, p, v, v, v, v, p]);
  const convBackwardData = create('convolution_backward_data', ['int', p, p, p, v, v, v, v, p, p]);
  const convBackwardWeights = create('convolution_backward_weights', ['int', p, p, p, p, v, v, v, v, p, p]);
  const normForward = create('batch_normalization_forward', ['int', p, p, 'float', 'uint', p]);
  const normBackward = create('batch_normalization_backward', ['int', p, p, p, 'float', 'uint', p, p]);
  const rowsForward = create('layer_normalization_forward', ['int', p, p, p, 'float', 'uint', p]);
  const rowsBackward = create('layer_normalization_backward', ['int', p, p, p, p, 'float', 'uint', p, p]);
  const poolForward = create('pooling_forward', ['int', 'int', p, p, v, v, v, v, v, p]);
  const poolBackward = create('pooling_backward', ['int', p, p, v, v, v, v, v, p, p]);
  const eltForward = create('eltwise_forward', ['int', 'int', p, p, 'float', 'float', p]);
  const eltBackward = create('eltwise_backward', ['int', p, p, p, 'float', 'float', p, p]);
  const binary = create('binary', ['int', p, p, p, p]);
  const sum = create('sum', [p, 'int', v, v, p]);
  const denseForward = create('inner_product_forward', ['int', p, p, p, p, p]);
  const denseBackwardData = create('inner_product_backward_data', [p, p, p, p, p]);
  const denseBackwardWeights = create('inner_product_backward_weights', [p, p, p, p, p, p]);
  const postSum = bind(library, 'dnnl_post_ops_append_sum', [p, 'float', 'int32_t', 'int']);
  const postEltwise = bind(library, 'dnnl_post_ops_append_eltwise', [p, 'int', 'float', 'float']);

  const opaque = (fill: (cell: BigUint64Array) => number): NewDescriptor => {
    const cell = new HandleCell();
    const status = fill(cell.cell);
    return { status, handle: cell.value, storage: undefined };
  };

  return {
    describe: (shape, type, strides) =>
      opaque((cell) =>
        strides === 'any'
          ? byTag(cell, shape.length, dims(shape), dataTypes[type], TAG_ANY)
          : byStrides(cell, shape.length, dims(shape), dataTypes[type], dims(strides)),
      ),
    part: (whole, shape, offsets) =>
      opaque((cell) => submemory(cell, whole.handle, dims(shape), dims(offsets))),
    copy: (handle) => opaque((cell) => clone(cell, handle)),
    destroy: (handle) => void destroy(handle),
    convolution: ({ hint, ...request }, { cell, engine, attributes }) => {
      const { input, weights, output } = handles(request);
      const bias = request.bias?.handle ?? NULL;
      const algorithm = convolutionAlgorithms[request.algorithm];
      const window = [
        dims([request.stride, request.stride]),
        dims([]),
        ...request.padding.map((pad) => dims([pad, pad])),
      ];
      const last = [hint?.handle ?? NULL, attributes];
      return match(request.propagation)
        .with('forwardTraining', 'forwardInference', (kind) =>
          convForward(
            ...[
              cell.cell,
              engine,
              propagation[kind],
              algorithm,
              input,
              weights,
              bias,
              output,
              ...window,
              attributes,
            ],
          ),
        )
        .with('backwardData', () =>
          convBackwardData(cell.cell, engine, algorithm, input, weights, output, ...window, ...last),
        )
        .with('backwardWeights', () =>
          convBackwardWeights(cell.cell, engine, algorithm, input, weights, bias, output, ...window, ...last),
        )
        .exhaustive();
    },
    batchNorm: (request, { cell, engine, attributes }) => {
      const { data, gradient, epsilon, hint } = request;
      const kind = propagation[request.propagation];
      const options = [epsilon, flags(request)];
      return gradient === undefined
        ? normForward(cell.cell, engine, kind, data.handle, data.handle, ...options, attributes)
        : normBackward(
            ...[cell.cell, engine, kind, gradient.handle, gradient.handle, data.handle, ...options],
            ...[hint?.handle ?? NULL, attributes],
          );
    },
    normGradientTakesShift: false,
    layerNorm: ({ data, statistics, gradient, epsilon, ...request }, { cell, engine, attributes }) => {
      const kind = propagation[request.propagation];
      const [rows, moments] = [data.handle, statistics.handle];
      return gradient === undefined
        ? rowsForward(cell.cell, engine, kind, rows, rows, moments, epsilon, 0, attributes)
        : rowsBackward(
            ...[cell.cell, engine, kind, gradient.handle, gradient.handle, rows, moments, epsilon, 0],
            ...[request.hint?.handle ?? NULL, attributes],
          );
    },
    pooling: ({ hint, ...request }, { cell, engine, attributes }) => {
      const algorithm = poolingAlgorithms[request.algorithm];
      const [input, output] = [request.input.handle, request.output.handle];
      const window = [
        dims([request.stride, request.stride]),
        dims(request.kernel),
        dims([]),
        ...request.padding.map(dims),
      ];
      return request.propagation === 'backward'
        ? poolBackward(
            cell.cell,
            engine,
            algorithm,
            input,
            output,
            ...window,
            hint?.handle ?? NULL,
            attributes,
          )
        : poolForward(
            ...[
              cell.cell,
              engine,
              propagation[request.propagation],
              algorithm,
              input,
              output,
              ...window,
              attributes,
            ],
          );
    },
    eltwise: ({ hint, ...request }, { cell, engine, attributes }) => {
      const { data, gradient, alpha, beta } = request;
      const algorithm = eltwiseAlgorithms[request.algorithm];
      return gradient === undefined
        ? eltForward(
            ...[cell.cell, engine, propagation[request.propagation], algorithm],
            ...[data.handle, data.handle, alpha, beta, attributes],
          )
        : eltBackward(
            ...[cell.cell, engine, algorithm, gradient.handle, gradient.handle, data.handle, alpha, beta],
            ...[hint?.handle ?? NULL, attributes],
          );
    },
    binary: ({ algorithm, left, right, output }, { cell, engine, attributes }) =>
      binary(
        ...[
          cell.cell,
          engine,
          binaryAlgorithms[algorithm],
          left.handle,
          right.handle,
          output.handle,
          attributes,
        ],
      ),
    sum: ({ scales, inputs, output }, { cell, engine, attributes }) => {
      const sources = BigUint64Array.from(inputs, ({ handle }) => BigInt(handle));
      return sum(
        cell.cell,
        engine,
        output.handle,
        inputs.length,
        Float32Array.from(scales),
        sources,
        attributes,
      );
    },
    innerProduct: ({ hint, ...request }, { cell, engine, attributes }) => {
      const { input, weights, output } = handles(request);
      const bias = request.bias?.handle ?? NULL;
      const last = [hint?.handle ?? NULL, attributes];
      return match(request.propagation)
        .with('forwardTraining', 'forwardInference', (kind) =>
          denseForward(cell.cell, engine, propagation[kind], input, weights, bias, output, attributes),
        )
        .with('backwardData', () => denseBackwardData(cell.cell, engine, input, weights, output, ...last))
        .with('backwardWeights', () =>
          denseBackwardWeights(cell.cell, engine, input, weights, bias, output, ...last),
        )
        .exhaustive();
    },
    appendSum: (operations, { scale }) => postSum(operations, scale, 0, UNDEFINED_TYPE),
    appendEltwise: (operations, { algorithm, alpha, beta }) =>
      postEltwise(operations, eltwiseAlgorithms[algorithm], alpha, beta),
  };
}

/** `dnnl_normalization_flags_t` of 3.x. */
function flags({ givenStatistics, relu }: BatchNormRequest): number {
  const [useGlobalStatistics, useScale, useShift, fuseRelu] = [0x1, 0x2, 0x4, 0x8];
  return (givenStatistics ? useGlobalStatistics : 0) | useScale | useShift | (relu ? fuseRelu : 0);
}

function handles(request: { input: Descriptor; weights: Descriptor; output: Descriptor }) {
  return { input: request.input.handle, weights: request.weights.handle, output: request.output.handle };
}
