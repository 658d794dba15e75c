import { IMAGES, type Layer } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { Norm } from './norm.ts';

/** A list of layers under construction; every method appends layers and returns the name of its last one. */
export class LayerList {
  readonly layers: Layer[] = [];
  readonly #norm: Norm;

  /** `norm` stands after every convolution. */
  constructor(norm: Norm) {
    this.#norm = norm;
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

  /** Convolution with "same" padding for its size, then the norm, called `.bn` (batch norm) or `.gn` (group norm). */
  convNorm(
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
    return match(this.#norm)
      .with({ kind: 'batch' }, ({ kind: _, ...batch }) =>
        this.add({ kind: 'batchNorm', name: `${prefix}.bn${suffix}`, input: conv, ...batch }),
      )
      .with({ kind: 'group' }, ({ kind: _, ...group }) =>
        this.add({ kind: 'groupNorm', name: `${prefix}.gn${suffix}`, input: conv, ...group }),
      )
      .exhaustive();
  }

  /** First layers: convolution, norm, ReLU on the images. */
  stem(options: { channels: number; size: number; stride?: number }): string {
    return this.relu('stem.relu', this.convNorm('stem', IMAGES, options));
  }

  /** Global average pool and a fully connected layer. */
  head(input: string, classes: number): void {
    const pooled = this.add({ kind: 'globalAveragePool', name: 'pool', input });
    this.add({ kind: 'dense', name: 'fc', input: pooled, units: classes });
  }
}
