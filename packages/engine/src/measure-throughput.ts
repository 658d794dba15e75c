import { describeNetwork, type Layer, type Network } from '@batchmates/network';
import { serves, type Engine, type Precision } from './engine.ts';
import { initialState } from './initial-state.ts';

/** How to measure. */
export interface MeasureOptions {
  readonly precision: Precision;
  readonly threads: number;
  /** How long to repeat each of the two measurements, in ms; a slow engine takes at least one pass. */
  readonly milliseconds?: number;
}

/** Measured speed in GFLOP/s (a multiply-add counts as 2; a training step as 2.5 forward passes: the first layer's input needs no gradient). */
export interface Throughput {
  /** Absent for an engine that can only infer. */
  readonly training: number | undefined;
  readonly inference: number;
  /** What the engine really ran on. */
  readonly threads: number;
}

/**
 * Measures an engine on two 3x3 convolutions of the paper's width 64 on ten 36x36 images, the bulk of its first
 * stage; an engine so slow that this would take seconds is measured on one image of 8x8.
 */
export async function measureThroughput(
  engine: Engine,
  { precision, threads, milliseconds = 300 }: MeasureOptions,
): Promise<Throughput> {
  const options = { precision, threads };
  const small = await measure(engine, { ...options, side: 8, batchSize: 1, milliseconds: 0 });
  const speed = small.training ?? small.inference;
  const passMs = (TRAINING_PASSES * flopsOf(probeNetwork(36)) * 10) / (speed * 1e6);
  if (passMs > 2500) return small;
  return measure(engine, { ...options, side: 36, batchSize: 10, milliseconds });
}

interface Probe extends Required<MeasureOptions> {
  /** Height and width of the images. */
  readonly side: number;
  readonly batchSize: number;
}

async function measure(engine: Engine, probe: Probe): Promise<Throughput> {
  const network = probeNetwork(probe.side);
  const { precision, threads, milliseconds, batchSize } = probe;
  const images = new Float32Array(batchSize * probe.side ** 2 * PROBE_CHANNELS).map((_, i) => Math.sin(i));
  const training = await measureTraining(engine, network, images, probe);
  const state = initialState(network, 0);
  const program = await engine.compileInference(network, { state, precision, threads });
  try {
    const ms = await fastest(milliseconds, () => program.infer(images, { kind: 'batch' }));
    const inference = (flopsOf(network) * batchSize) / (ms * 1e6);
    return { training, inference, threads: program.threads };
  } finally {
    await program.dispose();
  }
}

async function measureTraining(
  engine: Engine,
  network: Network,
  images: Float32Array,
  { milliseconds, batchSize, precision, threads }: Probe,
): Promise<number | undefined> {
  if (!serves(engine, 'training')) return undefined;
  const optimizer = { kind: 'sgd', momentum: 0, weightDecay: 0 } as const;
  const options = { batchSize, precision, threads, optimizer, seed: 0 };
  const program = await engine.compileTraining(network, options);
  try {
    const labels = new Uint8Array(batchSize);
    const ms = await fastest(milliseconds, () => program.trainStep(images, labels, 0));
    return (TRAINING_PASSES * flopsOf(network) * batchSize) / (ms * 1e6);
  } finally {
    await program.dispose();
  }
}

/** Milliseconds of the fastest pass after a first one that warms up. */
async function fastest(milliseconds: number, pass: () => Promise<unknown>): Promise<number> {
  await pass();
  let best = Infinity;
  const begin = performance.now();
  do {
    const start = performance.now();
    await pass();
    best = Math.min(best, performance.now() - start);
  } while (performance.now() - begin < milliseconds);
  return best;
}

const TRAINING_PASSES = 2.5;
const PROBE_CHANNELS = 64;

function flopsOf(network: Network): number {
  return describeNetwork(network).flops;
}

const conv = (name: string, input: string): Layer => {
  return { kind: 'conv', name, input, channels: PROBE_CHANNELS, size: 3, stride: 1, padding: 1 };
};

/** The first convolution reads 64 channels, so that its work is like the second's. */
const probeNetwork = (side: number): Network => ({
  name: 'throughput-probe',
  input: { height: side, width: side, channels: PROBE_CHANNELS },
  classes: 2,
  layers: [
    conv('conv1', 'images'),
    { kind: 'batchNorm', name: 'bn1', input: 'conv1', epsilon: 1e-5, momentum: 0.1 },
    { kind: 'relu', name: 'relu1', input: 'bn1' },
    conv('conv2', 'relu1'),
    { kind: 'globalAveragePool', name: 'pool', input: 'conv2' },
    { kind: 'dense', name: 'fc', input: 'pool', units: 2 },
  ],
});
