import { pipelineFileSchema } from './pipeline-file.ts';
import { typesOf, type Stage } from '@batchmates/stage';
import { choiceJsonSchema, type Offers } from './choice-json-schema.ts';
import { toJson, type JsonSchema } from './to-json.ts';

/**
 * The JSON Schema of pipeline files, for editors: the zod schema's, and for every stage given its inputs and the params
 * of its `with:`, in which a string with `${axis}` may stand for any value. `offers` are the built-in items of every
 * registry that stages name in `choices`.
 */
export function pipelineJsonSchema(stages: readonly Stage[], offers: Offers): JsonSchema {
  const { properties, ...schema } = toJson(pipelineFileSchema) as { properties: Record<string, JsonSchema> };
  const entries = properties['stages'] as { additionalProperties: JsonSchema };
  const entry = { ...entries.additionalProperties, allOf: stages.map((stage) => whenUsed(stage, offers)) };
  return {
    ...schema,
    title: 'Batchmates pipeline',
    properties: { ...properties, stages: { ...entries, additionalProperties: entry } },
  };
}

function whenUsed(stage: Stage, offers: Offers): JsonSchema {
  const inputs = Object.entries(stage.inputs);
  const required = inputs.filter(([, { optional }]) => optional !== true).map(([name]) => name);
  const connected = {
    type: 'object',
    properties: Object.fromEntries(
      inputs.map(([name, { type, many }]) => [
        name,
        {
          description: `A stage that leaves a ${typesOf({ type }).join(' or ')}${many === true ? '; gathers every instance' : ''}.`,
        },
      ]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return {
    if: { properties: { uses: { const: stage.uses } }, required: ['uses'] },
    then: {
      description: stage.summary,
      properties: { in: connected, with: interpolable(withOffers(stage, offers)) },
      ...(required.length > 0 && { required: ['in'] }),
    },
  };
}

/** The schema of a stage's params, in which every choice offers the built-in items and their options. */
function withOffers(stage: Stage, offers: Offers): JsonSchema {
  const schema = toJson(stage.params) as { properties: Record<string, JsonSchema> };
  const chosen = Object.entries(stage.choices ?? {}).map(([param, service]) => {
    const {
      anyOf: _,
      items: list,
      ...rest
    } = schema.properties[param] as { items?: JsonSchema } & JsonSchema;
    const choice = choiceJsonSchema(offers[service] ?? []);
    return [param, list === undefined ? { ...rest, ...choice } : { ...rest, items: choice }] as const;
  });
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(chosen) } };
}

/** Lets a reference to a matrix axis stand for the value of every param, at any depth; only what decides a union stays. */
function interpolable({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  const { properties, anyOf, oneOf } = schema as {
    properties?: Record<string, JsonSchema>;
    anyOf?: readonly JsonSchema[];
    oneOf?: readonly JsonSchema[];
  };
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, member]) => [
          key,
          'const' in member ? member : orReference(interpolable(member)),
        ]),
      ),
    }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(interpolable) }),
    ...(oneOf !== undefined && { oneOf: oneOf.map(interpolable) }),
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
