import { UserError } from '@batchmates/errors';

/** A file that is ONNX, but not what can be worked with. */
export function unsupported(file: string, expected: string, received: string, remedy: string): UserError {
  return new UserError({ code: 'onnx/unsupported', what: file, expected, received, remedy });
}
