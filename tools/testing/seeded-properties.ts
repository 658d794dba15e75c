import fc from 'fast-check';

/** Properties are tried on the same cases in every run, so that a failure belongs to a change; FAST_CHECK_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 180_207_590) });
