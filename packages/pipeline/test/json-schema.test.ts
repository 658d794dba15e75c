import { describe, expect, it } from 'vitest';
import { pipelineJsonSchema } from '../src/index.ts';
import { toyRegistry } from './toy-stages.ts';

describe('pipelineJsonSchema', () => {
  it('knows the keys of the file, and for each stage its inputs and params', async () => {
    const stages = await Promise.all(toyRegistry.names.map((name) => toyRegistry.resolve(name, '.')));
    expect(pipelineJsonSchema(stages)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['name', 'stages'],
      properties: {
        name: { type: 'string' },
        stages: {
          additionalProperties: {
            properties: { uses: {}, in: {}, matrix: {}, with: {} },
            allOf: expect.arrayContaining([
              {
                if: { properties: { uses: { const: 'toy/train' } }, required: ['uses'] },
                then: {
                  description: 'trains',
                  required: ['in'],
                  properties: {
                    in: expect.objectContaining({
                      properties: { dataset: { description: 'A stage that leaves a dataset.' } },
                      required: ['dataset'],
                    }) as unknown,
                    with: expect.objectContaining({
                      required: ['epochs'],
                      properties: expect.objectContaining({
                        epochs: {
                          anyOf: [
                            expect.objectContaining({ type: 'integer' }),
                            { type: 'string', pattern: '\\$\\{[^{}]+\\}' },
                          ],
                        },
                        schedule: expect.objectContaining({ default: 'cosine' }) as unknown,
                      }) as unknown,
                    }) as unknown,
                  },
                },
              },
            ]) as unknown,
          },
        },
      },
    });
  });
});
