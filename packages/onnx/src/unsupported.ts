import { UserError } from '@batchmates/errors';

/** What is wrong with a file that is ONNX, but not what can be worked with. */
export interface Unsupported {
  readonly file: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;
}

/** The error about such a file. */
export function unsupported({ file: what, ...parts }: Unsupported): UserError {
  return new UserError({ code: 'onnx/unsupported', what, ...parts });
}
