import { allottedCores } from '@batchmates/errors';

/**
 * Variables for TensorFlow's library, which reads them as it is loaded; what is set already stays. Memory of a graphics card is taken as it is needed, not all of it at the
 * start; operations give the same bits every time; float32 is float32, not 19 bits of it (TF32); operations run on the cores that this process may use; and its log lines stay off the terminal.
 */
export function nativeEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_DETERMINISTIC_OPS: '1',
    NVIDIA_TF32_OVERRIDE: '0',
    TF_NUM_INTRAOP_THREADS: String(allottedCores(given)),
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...given,
  };
}
