import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import type { PrepareBody } from '../harness/body.ts';
import { borrowFilterGradient } from './borrow-kernel.ts';
import { images, labels, LEARNING_RATE, MOMENTUM, network, STOCK_BATCH } from './case.ts';
import { stockLogits, stockVariables } from './stock-network.ts';

// The library's Node bundle has no gradients; its modules cannot be imported by Node, only required through tsx.
createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients');

/** How the library is used: one backend alone, or WebAssembly with the kernel it lacks borrowed from the other. */
export interface StockOptions {
  readonly backend: 'cpu' | 'wasm';
  readonly borrow: boolean;
}

/** Training steps with TensorFlow.js as its guides teach: operations, automatic differentiation, its own optimizer. */
const prepare: PrepareBody<StockOptions> = async ({ backend, borrow }) => {
  if (borrow) {
    await tf.setBackend('cpu');
    await tf.setBackend('wasm');
    borrowFilterGradient();
  }
  await tf.setBackend(backend);
  const variables = stockVariables(network);
  const optimizer = tf.train.momentum(LEARNING_RATE, MOMENTUM);
  const inputs = tf.tensor4d(images.subarray(0, (images.length * STOCK_BATCH) / labels.length), [
    STOCK_BATCH,
    36,
    36,
    3,
  ]);
  const targets = tf.cast(
    tf.oneHot(tf.tensor1d(labels.subarray(0, STOCK_BATCH), 'int32'), network.classes),
    'float32',
  );
  return {
    facts: { version: tf.version_core, backend },
    work() {
      const trained = [...variables.values()] as Variable[];
      const loss = optimizer.minimize(
        () => {
          const logits = stockLogits(network, variables, inputs) as Tensor2D;
          const perImage = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1));
          return tf.mean<tf.Scalar>(perImage);
        },
        true,
        trained,
      );
      const value = loss?.dataSync()[0] ?? NaN;
      loss?.dispose();
      if (!Number.isFinite(value)) throw new Error(`the loss became ${value}`);
      return STOCK_BATCH;
    },
  };
};

export default prepare;
