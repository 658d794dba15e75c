export { batchCount, batchOf, type BatchPlan } from './batch-plan.ts';
export { defineStrategy, type BatchingStrategy, type PlanRequest } from './strategy.ts';
