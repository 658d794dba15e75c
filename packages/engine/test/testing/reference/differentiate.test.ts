import { elements, parameterSpecs } from '@batchmates/network';
import { randomStream } from '@batchmates/random';
import { describe, expect, test } from 'vitest';
import { centralDifference, differentiate, testNetworks } from '../../../src/testing/index.ts';
import { sampleParameters } from '../../../src/testing/conformance.ts';
import { sampleBatch, sampleMoments } from '../../../src/testing/sample.ts';

/**
 * The reference is what every engine is compared with; here its backward pass is compared with central differences
 * of its forward pass, in float64: the last link of the chain.
 */
describe.each(testNetworks.map((network, index) => ({ title: `${index} ${network.name}`, network })))(
  'reference gradients: $title',
  ({ network }) => {
    const stream = randomStream('central differences', network.name);
    const { height, width, channels } = network.input;
    const batch = {
      images: Float64Array.from({ length: 4 * height * width * channels }, () => stream.normal()),
      labels: [0, 2, 1, 2],
    };
    const values = new Map(
      parameterSpecs(network).map(({ name, shape, role }) => [
        name,
        Float64Array.from(
          { length: elements(shape) },
          () => (role === 'gamma' ? 1 : 0) + 0.3 * stream.normal(),
        ),
      ]),
    );
    const { gradients } = differentiate(network, values, batch);

    test('agree with central differences', () => {
      const specs = parameterSpecs(network);
      const perParameter = specs.length > 20 ? 1 : 4;
      for (const { name, shape } of specs) {
        for (let sample = 0; sample < perParameter; sample++) {
          const index = stream.integer(elements(shape));
          const expected = centralDifference(network, values, batch, { parameter: name, index });
          const received = gradients.get(name)?.[index] ?? NaN;
          expect(
            Math.abs(received - expected),
            `${name}[${index}]: ${received} for ${expected}`,
          ).toBeLessThan(1e-6 * Math.abs(expected) + 1e-8);
        }
      }
    });
  },
);

test('reference gradients through given statistics agree with central differences', () => {
  const network = testNetworks.find(({ name }) => name === 'batch norm and relu')!;
  const statistics = { kind: 'fixed', moments: sampleMoments(network) } as const;
  const values = new Map([...sampleParameters(network)].map(([name, { data }]) => [name, data]));
  const batch = sampleBatch(network, 2);
  const { gradients } = differentiate(network, values, batch, statistics);
  for (const [name, gradient] of gradients) {
    for (const index of [0, gradient.length - 1]) {
      const expected = centralDifference(network, values, batch, { parameter: name, index, statistics });
      expect(Math.abs(gradient[index]! - expected), name).toBeLessThan(1e-6 * Math.abs(expected) + 1e-8);
    }
  }
});
