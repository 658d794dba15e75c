import type { LibraryHandle } from 'koffi';
import { QUERY_IMPLEMENTATION } from './constants.ts';
import type { Handle } from './handle.ts';
import type { Koffi } from './koffi.ts';
import { bind, type NativeFunction } from './native.ts';

/** Functions of the C API whose signatures are the same in 2.6+ and 3.x. */
export interface CommonFunctions {
  readonly createEngine: NativeFunction;
  readonly createStream: NativeFunction;
  readonly createAttributes: NativeFunction;
  readonly destroyAttributes: NativeFunction;
  readonly setScratchpadMode: NativeFunction;
  readonly setPostOperations: NativeFunction;
  readonly createPostOperations: NativeFunction;
  readonly destroyPostOperations: NativeFunction;
  readonly appendBinary: NativeFunction;
  readonly descriptorBytes: NativeFunction;
  readonly descriptorsEqual: NativeFunction;
  readonly createReorder: NativeFunction;
  readonly queryDescriptor: NativeFunction;
  readonly createPrimitive: NativeFunction;
  readonly destroyPrimitive: NativeFunction;
  readonly destroyPrimitiveDescriptor: NativeFunction;
  readonly createMemory: NativeFunction;
  readonly destroyMemory: NativeFunction;
  readonly execute: NativeFunction;
  readonly instructionSet: NativeFunction;
  /** Name of a primitive descriptor's implementation. */
  implementation(primitiveDescriptor: Handle): string;
}

/** Binds them; throws when one is missing. */
export function commonFunctions(library: LibraryHandle, koffi: Koffi): CommonFunctions {
  const p = 'uintptr_t' as const;
  const v = 'void *' as const;
  const query = bind(library, 'dnnl_primitive_desc_query', [p, 'int', 'int', v]);
  return {
    createEngine: bind(library, 'dnnl_engine_create', [v, 'int', 'size_t']),
    createStream: bind(library, 'dnnl_stream_create', [v, p, 'uint']),
    createAttributes: bind(library, 'dnnl_primitive_attr_create', [v]),
    destroyAttributes: bind(library, 'dnnl_primitive_attr_destroy', [p]),
    setScratchpadMode: bind(library, 'dnnl_primitive_attr_set_scratchpad_mode', [p, 'int']),
    setPostOperations: bind(library, 'dnnl_primitive_attr_set_post_ops', [p, p]),
    createPostOperations: bind(library, 'dnnl_post_ops_create', [v]),
    destroyPostOperations: bind(library, 'dnnl_post_ops_destroy', [p]),
    appendBinary: bind(library, 'dnnl_post_ops_append_binary', [p, 'int', p]),
    descriptorBytes: bind(library, 'dnnl_memory_desc_get_size', [p], 'size_t'),
    descriptorsEqual: bind(library, 'dnnl_memory_desc_equal', [p, p]),
    createReorder: bind(library, 'dnnl_reorder_primitive_desc_create', [v, p, p, p, p, p]),
    queryDescriptor: bind(library, 'dnnl_primitive_desc_query_md', [p, 'int', 'int'], 'uintptr_t'),
    createPrimitive: bind(library, 'dnnl_primitive_create', [v, p]),
    destroyPrimitive: bind(library, 'dnnl_primitive_destroy', [p]),
    destroyPrimitiveDescriptor: bind(library, 'dnnl_primitive_desc_destroy', [p]),
    createMemory: bind(library, 'dnnl_memory_create', [v, p, p, p]),
    destroyMemory: bind(library, 'dnnl_memory_destroy', [p]),
    execute: bind(library, 'dnnl_primitive_execute', [p, p, 'int', p]),
    instructionSet: bind(library, 'dnnl_get_effective_cpu_isa', []),
    implementation: (primitiveDescriptor) => {
      const cell = new BigUint64Array(1);
      query(primitiveDescriptor, QUERY_IMPLEMENTATION, 0, cell);
      return koffi.decode.string(cell[0]);
    },
  };
}
