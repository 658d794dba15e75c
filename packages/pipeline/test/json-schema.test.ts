import { describe, expect, it } from 'vitest';
import { pipelineJsonSchema } from '../src/index.ts';
import { toyRegistry } from './toy-stages.ts';

describe('pipelineJsonSchema', () => {
  it('knows the keys of the file, and for each stage its inputs and params', async () => {
    const stages = await Promise.all(toyRegistry.names.map((name) => toyRegistry.resolve(name, '.')));
    const schema = pipelineJsonSchema(stages) as any;
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['name', 'stages'],
    });
    const entry = schema.properties.stages.additionalProperties;
    expect(Object.keys(entry.properties)).toEqual(['uses', 'in', 'matrix', 'with']);
    const train = entry.allOf.find((rule: any) => rule.if.properties.uses.const === 'toy/train').then;
    expect(train.required).toEqual(['in']);
    expect(Object.keys(train.properties.in.properties)).toEqual(['dataset']);
    expect(train.properties.with.required).toEqual(['epochs']);
    expect(train.properties.with.properties.epochs.anyOf).toEqual([
      expect.objectContaining({ type: 'integer' }),
      { type: 'string', pattern: '\\$\\{[^{}]+\\}' },
    ]);
    expect(train.properties.with.properties.schedule.default).toBe('cosine');
  });
});
