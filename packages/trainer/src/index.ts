import { train } from './train-stage.ts';

export { trainParams, type TrainParams } from './params.ts';
export { scheduleFactor, scheduleSchema, type Schedule } from './schedule.ts';
export type { TrainContext, TrainerServices } from './train-context.ts';
export { train };

/** The stages of this package. */
export const stages = [train];
