import { z } from 'zod';

const MINUTES = { m: 1, h: 60, d: 1440 } as const;

/** `90m`, `4h`, `1d12h`: days, hours and minutes, in this order. */
const DURATION = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/;

/** A time in minutes: a number, or a text such as `4h` or `1d12h`. */
const runtimeSchema = z
  .union([
    z.number().int().positive(),
    z.string().regex(DURATION, 'expected minutes, or a time such as 90m, 4h or 1d12h'),
  ])
  .transform((value) => (typeof value === 'number' ? value : minutesOf(value)))
  .refine((minutes) => minutes > 0, 'expected a time above 0');

/** A word that Slurm takes as it is: a name of a partition, an account, a kind of GPU. */
const wordSchema = z.string().regex(/^[\w.,:+-]+$/, 'expected a name without blanks');

/** Options of sbatch that a submission sets itself: another value would break what it promises. */
const OWN_OPTIONS =
  /(?:^|\s)(?:--(?:array|batch|chdir|comment|dependency|error|hold|input|job-name|kill-on-invalid-dep|nodes|no-requeue|ntasks|open-mode|output|parsable|requeue|signal|test-only|wait|wrap)(?=[=\s]|$)|-[aDdeHiJNnoW])/;

const extraSchema = z
  .string()
  .regex(/^-[^\n]*$/, { error: 'expected options of sbatch on one line, e.g. --qos=long', abort: true })
  .refine(
    (text) => !OWN_OPTIONS.test(text),
    'expected none of the options that batchmates sets itself (job name, output, dependency, signal, ...)',
  );

/** What a job asks the cluster for; a key that is absent is left to the site. Names are Snakemake's. */
export const resourcesSchema = z
  .strictObject({
    slurm_partition: wordSchema,
    slurm_account: wordSchema,
    /** Time limit in minutes. */
    runtime: runtimeSchema,
    /** Memory of the node that the job may use, MiB. */
    mem_mb: z.number().int().positive(),
    cpus_per_task: z.number().int().positive(),
    /** A number, or a kind and a number: `a100:1`. */
    gpus: z.union([z.number().int().positive(), wordSchema]),
    /** More options of sbatch, e.g. `--qos=long --constraint=avx512`. */
    slurm_extra: extraSchema,
  })
  .partial();

/** What a site needs: a file of its own, which holds for every pipeline. */
export const profileSchema = z.strictObject({
  /** As Snakemake's profiles have it; there is no other yet. */
  executor: z.literal('slurm').default('slurm'),
  /** How many jobs of a submission run at once at most; no limit by default. */
  jobs: z.number().int().positive().optional(),
  /** How often a job that its time limit interrupts is queued again. */
  retries: z.number().int().nonnegative().max(1000).default(20),
  /** Lines of shell with which every job begins, e.g. `module load nodejs`. */
  setup: z.string().default(''),
  'default-resources': resourcesSchema.default({}),
  /** By implementation (`trainer/train`), stage (`train`) or instance (`train.balanced`). */
  'set-resources': z.record(z.string(), resourcesSchema).default({}),
});

/** What a job asks the cluster for. */
export type Resources = z.output<typeof resourcesSchema>;

/** A profile with its defaults. */
export type Profile = z.output<typeof profileSchema>;

function minutesOf(text: string): number {
  const [, days, hours, minutes] = DURATION.exec(text) ?? [];
  return Number(days ?? 0) * MINUTES.d + Number(hours ?? 0) * MINUTES.h + Number(minutes ?? 0) * MINUTES.m;
}
