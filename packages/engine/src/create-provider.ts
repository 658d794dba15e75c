import { UserError, didYouMean } from '@batchmates/errors';
import {
  serves,
  type Engine,
  type EngineCandidate,
  type EngineFor,
  type Precision,
  type Purpose,
} from './engine.ts';
import type { EngineProvider, EngineRequest, EngineSelection } from './provider.ts';

/**
 * Makes a provider that tries `candidates` in the given order, best first. Each is probed and loaded at most once,
 * when it is first needed; one that fails to load counts as absent, with the failure as the reason.
 */
export function createProvider(candidates: readonly EngineCandidate[]): EngineProvider {
  const attempts = new Map<string, Promise<Attempt>>();
  const attempt = (candidate: EngineCandidate): Promise<Attempt> => {
    const begun = attempts.get(candidate.name) ?? load(candidate);
    attempts.set(candidate.name, begun);
    return begun;
  };
  return {
    assertKnown: async (name, purpose) => {
      if (name !== 'auto') findCandidate(candidates, name, purpose);
    },
    select: async (request) =>
      request.engine === 'auto'
        ? await selectFirst(candidates, attempt, request)
        : await selectNamed(candidates, attempt, request),
  };
}

/** In words: what an engine can do that serves a purpose, and what others cannot. */
const PURPOSES: Readonly<Record<Purpose, { readonly can: string; readonly cannot: string }>> = {
  training: { can: 'can train', cannot: 'cannot train' },
  inference: { can: 'is usable', cannot: 'cannot infer' },
  model: { can: 'runs ONNX files', cannot: 'runs no ONNX files' },
};

type Attempt =
  | { readonly candidate: string; readonly engine: Engine }
  | { readonly candidate: string; readonly engine: undefined; readonly reason: string };

type Try = (candidate: EngineCandidate) => Promise<Attempt>;

async function load(candidate: EngineCandidate): Promise<Attempt> {
  try {
    const probe = await candidate.probe();
    return probe.available
      ? { candidate: candidate.name, engine: await probe.load() }
      : { candidate: candidate.name, engine: undefined, reason: probe.reason };
  } catch (error) {
    return { candidate: candidate.name, engine: undefined, reason: firstLine(error) };
  }
}

async function selectFirst<Wanted extends Purpose>(
  candidates: readonly EngineCandidate[],
  attempt: Try,
  { precision, purpose }: EngineRequest<Wanted>,
): Promise<EngineSelection<EngineFor<Wanted>>> {
  const passedOver: string[] = [];
  for (const candidate of candidates.filter((each) => mayServe(each, purpose))) {
    const tried = await attempt(candidate);
    if (tried.engine === undefined) {
      passedOver.push(`${candidate.name}: ${tried.reason}`);
    } else if (!serves(tried.engine, purpose)) {
      passedOver.push(`${candidate.name}: ${PURPOSES[purpose].cannot}`);
    } else {
      const chosen = choosePrecision(tried.engine, precision);
      if (chosen !== undefined) return selection(tried.engine, chosen, passedOver);
      passedOver.push(`${candidate.name}: no ${precision}`);
    }
  }
  throw new UserError({
    code: 'engine/none',
    what: 'engine "auto"',
    expected: [
      `an engine that ${PURPOSES[purpose].can}`,
      ...(precision === 'auto' ? [] : [`in ${precision}`]),
    ].join(' '),
    received: passedOver.length === 0 ? 'no candidates' : passedOver.join('; '),
  });
}

async function selectNamed<Wanted extends Purpose>(
  candidates: readonly EngineCandidate[],
  attempt: Try,
  { engine: name, precision, purpose }: EngineRequest<Wanted>,
): Promise<EngineSelection<EngineFor<Wanted>>> {
  const tried = await attempt(findCandidate(candidates, name, purpose));
  if (tried.engine === undefined) {
    throw new UserError({
      code: 'engine/absent',
      what: `engine "${name}" cannot be used here`,
      received: tried.reason,
      remedy: 'engine: auto takes the best that can',
    });
  }
  if (!serves(tried.engine, purpose)) throw doesNotServe(name, purpose);
  const chosen = choosePrecision(tried.engine, precision);
  if (chosen === undefined) {
    throw new UserError({
      code: 'engine/precision',
      what: `engine "${name}": precision`,
      expected: ['auto', ...tried.engine.precisions].join(', '),
      received: precision,
    });
  }
  return selection(tried.engine, chosen, undefined);
}

/** Whether a candidate may turn out to serve a purpose. */
function mayServe({ purposes = ['training', 'inference'] }: EngineCandidate, purpose: Purpose): boolean {
  return purposes.includes(purpose);
}

function doesNotServe(name: string, purpose: Purpose): UserError {
  const { can, cannot } = PURPOSES[purpose];
  return new UserError({
    code: 'engine/purpose',
    what: `engine "${name}"`,
    expected: `an engine that ${can}`,
    received: `one that ${cannot}`,
    remedy: `engine: auto takes the best that ${can}`,
  });
}

function findCandidate(
  candidates: readonly EngineCandidate[],
  name: string,
  purpose: Purpose,
): EngineCandidate {
  const found = candidates.find((one) => one.name === name);
  if (found !== undefined && !mayServe(found, purpose)) throw doesNotServe(name, purpose);
  if (found !== undefined) return found;
  const names = ['auto', ...candidates.map((one) => one.name)];
  throw new UserError({
    code: 'engine/unknown',
    what: `engine "${name}"`,
    expected: names.join(', '),
    remedy: didYouMean(name, names),
  });
}

function choosePrecision(engine: Engine, wanted: Precision | 'auto'): Precision | undefined {
  return wanted === 'auto' ? engine.precisions[0] : engine.precisions.find((one) => one === wanted);
}

function selection<Chosen extends Engine>(
  engine: Chosen,
  precision: Precision,
  passedOver?: readonly string[],
): EngineSelection<Chosen> {
  const why =
    passedOver === undefined
      ? 'asked for'
      : passedOver.length === 0
        ? 'first choice'
        : `best of those present; passed over ${passedOver.join('; ')}`;
  return { engine, precision, reason: `${engine.name} in ${precision} (${engine.description}): ${why}` };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.trim() || 'failed without a message';
}
