import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pipelineJsonSchema } from '../src/index.ts';
import { toyRegistry } from './toy-stages.ts';

const toyStages = async () =>
  Promise.all((await toyRegistry.names()).map((name) => toyRegistry.resolve(name, '.')));

describe('pipelineJsonSchema', () => {
  it('knows the keys of the file, and for each stage its inputs and params', async () => {
    expect(pipelineJsonSchema(await toyStages(), {})).toMatchObject({
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

  it('offers the built-in items of a choice, each with its options, and lets an axis stand for these too', async () => {
    const balanced = {
      name: 'balanced',
      summary: 'even',
      options: z.strictObject({ perClass: z.number().default(1), size: z.number() }),
    };
    const { properties } = pipelineJsonSchema(await toyStages(), {
      strategies: [balanced],
    }) as unknown as Schema;
    const train = properties.stages.additionalProperties.allOf[1]!.then.properties.with.properties;
    const reference = { type: 'string', pattern: '\\$\\{[^{}]+\\}' };
    expect(train['batching']).toMatchObject({
      default: 'standard',
      anyOf: [
        {
          anyOf: [
            { enum: ['balanced'] },
            { type: 'string' },
            {
              description: 'even',
              properties: {
                kind: { const: 'balanced' },
                perClass: { default: 1, anyOf: [{ type: 'number' }, reference] },
              },
              required: ['kind', 'size'],
              additionalProperties: false,
            },
            { properties: { kind: { anyOf: [{ not: { enum: ['balanced'] } }, reference] } } },
          ],
        },
        reference,
      ],
    });
  });
});

interface Schema {
  readonly properties: {
    readonly stages: {
      readonly additionalProperties: {
        readonly allOf: readonly { readonly then: { readonly properties: { readonly with: WithSchema } } }[];
      };
    };
  };
}

interface WithSchema {
  readonly properties: Readonly<Record<string, unknown>>;
}
