import { z } from 'zod';
import { pipelineFileSchema } from './pipeline-file.ts';
import type { Stage } from '@batchmates/stage';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of pipeline files, for editors: the zod schema's, and for every stage given its inputs and the params
 * of its `with:`, in which a string with `${axis}` may stand for any value.
 */
export function pipelineJsonSchema(stages: readonly Stage[]): JsonSchema {
  const { properties, ...schema } = toJson(pipelineFileSchema) as { properties: Record<string, JsonSchema> };
  const entries = properties['stages'] as { additionalProperties: JsonSchema };
  const entry = { ...entries.additionalProperties, allOf: stages.map(whenUsed) };
  return {
    ...schema,
    title: 'Batchmates pipeline',
    properties: { ...properties, stages: { ...entries, additionalProperties: entry } },
  };
}

function whenUsed(stage: Stage): JsonSchema {
  const inputs = Object.entries(stage.inputs);
  const required = inputs.filter(([, { optional }]) => optional !== true).map(([name]) => name);
  const connected = {
    type: 'object',
    properties: Object.fromEntries(
      inputs.map(([name, { type, many }]) => [
        name,
        { description: `A stage that leaves a ${type}${many === true ? '; gathers every instance' : ''}.` },
      ]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return {
    if: { properties: { uses: { const: stage.uses } }, required: ['uses'] },
    then: {
      description: stage.summary,
      properties: { in: connected, with: interpolable(toJson(stage.params)) },
      ...(required.length > 0 && { required: ['in'] }),
    },
  };
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** Lets a reference to a matrix axis stand for the value of every param, at any depth. */
function interpolable(schema: JsonSchema): JsonSchema {
  const {
    properties,
    $schema: _,
    ...rest
  } = schema as { properties?: Record<string, JsonSchema> } & JsonSchema;
  if (properties === undefined) return rest;
  return {
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, member]) => [key, orReference(interpolable(member))]),
    ),
  };
}

function orReference(schema: JsonSchema): JsonSchema {
  const { description, default: preset, ...rest } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
    anyOf: [rest, { type: 'string', pattern: '\\$\\{[^{}]+\\}' }],
  };
}
