import { z } from 'zod';
import type { Interval } from '../wilson-interval.ts';

/** A whole number from 0. */
export const countSchema = z.number().int().nonnegative();

/** A rate or probability, 0-1. */
export const shareSchema = z.number().min(0).max(1);

/** `[lower, upper]` ends of a 95 % interval, 0-1. */
export const intervalSchema = z.tuple([shareSchema, shareSchema]) satisfies z.ZodType<Interval>;
