import { IMAGES, type BatchNormOptions, type Layer } from '@batchmates/network';

/** A list of layers under construction; every method appends layers and returns the name of its last one. */
export class LayerList {
  readonly layers: Layer[] = [];
  readonly #batchNorm: BatchNormOptions;

  constructor(batchNorm: BatchNormOptions) {
    this.#batchNorm = batchNorm;
  }

  add(layer: Layer): string {
    this.layers.push(layer);
    return layer.name;
  }

  relu(name: string, input: string): string {
    return this.add({ kind: 'relu', name, input });
  }

  maxPool(name: string, input: string): string {
    return this.add({ kind: 'maxPool', name, input, size: 3, stride: 2, padding: 1 });
  }

  /** Convolution with "same" padding for its size, then batch norm. */
  convBatchNorm(
    prefix: string,
    input: string,
    {
      channels,
      size,
      stride = 1,
      suffix = '',
    }: { channels: number; size: number; stride?: number; suffix?: string },
  ): string {
    const conv = `${prefix}.conv${suffix}`;
    this.add({ kind: 'conv', name: conv, input, channels, size, stride, padding: (size - 1) / 2 });
    return this.add({ kind: 'batchNorm', name: `${prefix}.bn${suffix}`, input: conv, ...this.#batchNorm });
  }

  /** First layers: convolution, batch norm, ReLU on the images. */
  stem(options: { channels: number; size: number; stride?: number }): string {
    return this.relu('stem.relu', this.convBatchNorm('stem', IMAGES, options));
  }

  /** Global average pool and a fully connected layer. */
  head(input: string, classes: number): void {
    const pooled = this.add({ kind: 'globalAveragePool', name: 'pool', input });
    this.add({ kind: 'dense', name: 'fc', input: pooled, units: classes });
  }
}
