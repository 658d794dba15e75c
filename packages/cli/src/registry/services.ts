import type { BatchingStrategy } from '@batchmates/batching';
import type { EngineProvider } from '@batchmates/engine';
import type { PlanningContext } from '@batchmates/pipeline';
import type { Metric } from '@batchmates/metrics';
import type { Registry, Stage } from '@batchmates/stage';
import type { Protocol } from '@batchmates/protocols';
import { pipelinesByName } from '../taken-names.ts';
import { createEngineProvider } from './engines.ts';
import { createMetricRegistry } from './metrics.ts';
import { createProtocolRegistry } from './protocols.ts';
import { createStageRegistry } from './stages.ts';
import { createStrategyRegistry } from './strategies.ts';

/** What the composition root lends to stages. */
export interface Services extends Registries {
  readonly engines: EngineProvider;
}

/** The registries that the params of stages choose from, by the names that stages use in `choices`. */
export interface Registries {
  readonly strategies: Registry<BatchingStrategy>;
  readonly protocols: Registry<Protocol>;
  readonly metrics: Registry<Metric>;
}

/** Everything that is composed here: the stages, and what they are lent. */
export interface Composition {
  readonly stages: Registry<Stage>;
  readonly services: Services;
}

/** Composes the project. Cheap: packages are loaded when something of theirs is used. */
export function compose(): Composition {
  return {
    stages: createStageRegistry(),
    services: {
      engines: createEngineProvider(),
      strategies: createStrategyRegistry(),
      protocols: createProtocolRegistry(),
      metrics: createMetricRegistry(),
    },
  };
}

/** What `planPipeline` needs of a composition. */
export function planningContext(
  { stages, services }: Composition,
  root: string,
): PlanningContext & { readonly registries: Readonly<Record<string, Registry<unknown>>> } {
  const { engines: _, ...registries } = services;
  return { stages, registries: { ...registries }, root, pipelines: () => pipelinesByName(root) };
}
