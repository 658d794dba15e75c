import { stateSpecs, type State, type StateSpec, type Tensor } from '@batchmates/engine';
import { UserError, UserErrors } from '@batchmates/errors';
import type { Network } from '@batchmates/network';
import { torchName } from './torch-name.ts';

/** The tensors of a state dict, and the file they are from, for messages. */
export interface StateDict {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly path: string;
}

/** What `DataParallel` of PyTorch writes before every name. */
const WRAPPER = 'module.';

/**
 * The state of a network from a state dict of torchvision or timm, in canonical order. Throws `UserErrors`, one each, for missing
 * tensors, unexpected ones, other shapes, values that are no finite numbers and negative variances.
 */
export function networkState(network: Network, { tensors, path }: StateDict): State {
  const given = unwrapped(tensors, path);
  const wanted = stateSpecs(network).map((spec) => ({ ...spec, torch: torchName(spec.name) }));
  const errors = problems(network, wanted, given).map(
    ({ code, ...parts }) => new UserError({ code: `import/${code}`, what: `state dict ${path}`, ...parts }),
  );
  if (errors.length > 1) throw new UserErrors(errors);
  if (errors[0] !== undefined) throw errors[0];
  return new Map(wanted.map(({ name, torch }) => [name, given.get(torch)!]));
}

function unwrapped(tensors: ReadonlyMap<string, Tensor>, path: string): ReadonlyMap<string, Tensor> {
  const given = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const short = name.startsWith(WRAPPER) ? name.slice(WRAPPER.length) : name;
    if (given.has(short))
      throw new UserError({
        code: 'import/twice',
        what: `state dict ${path}`,
        expected: 'each tensor once',
        received: `"${short}" with and without "${WRAPPER}"`,
        remedy: 'save the state dict of one network',
      });
    given.set(short, tensor);
  }
  return given;
}

interface Wanted extends StateSpec {
  /** Its name in the state dict. */
  readonly torch: string;
}

interface Problem {
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;
}

function problems(
  network: Network,
  wanted: readonly Wanted[],
  given: ReadonlyMap<string, Tensor>,
): Problem[] {
  const names = new Set(wanted.map(({ torch }) => torch));
  const there = wanted.filter(({ torch }) => given.has(torch));
  const tensorOf = ({ torch }: Wanted) => given.get(torch)!;
  const architecture = `name the architecture that the file is of; only plain ResNets of torchvision and timm are read`;
  const damaged = 'save the state dict again, of a network whose training has not diverged';
  return [
    {
      code: 'missing',
      expected: `the ${wanted.length} tensors of ${network.name}`,
      found: wanted.filter(({ torch }) => !given.has(torch)).map(({ torch }) => torch),
      tell: (list: string) => `none called ${list}`,
      remedy: architecture,
    },
    {
      code: 'unexpected',
      expected: `only tensors of ${network.name}`,
      found: [...given.keys()].filter((name) => !names.has(name)),
      tell: (list: string) => `also ${list}`,
      remedy: architecture,
    },
    {
      code: 'shapes',
      expected: `shapes of ${network.name} with ${network.classes} classes`,
      found: there
        .filter((spec) => text(tensorOf(spec).shape) !== text(spec.shape))
        .map((spec) => `${spec.torch} ${text(tensorOf(spec).shape)} in the place of ${text(spec.shape)}`),
      tell: (list: string) => list,
      remedy:
        'set classes, width and architecture to those of the file, and mean and std to one number per channel',
    },
    {
      code: 'not-finite',
      expected: 'finite numbers',
      found: there.filter((spec) => !tensorOf(spec).data.every(Number.isFinite)).map(({ torch }) => torch),
      tell: (list: string) => `NaN or infinity in ${list}`,
      remedy: damaged,
    },
    {
      code: 'negative-variance',
      expected: 'variances of at least 0',
      found: there
        .filter(
          (spec) => spec.name.endsWith('.running_var') && tensorOf(spec).data.some((value) => value < 0),
        )
        .map(({ torch }) => torch),
      tell: (list: string) => `negative ones in ${list}`,
      remedy: damaged,
    },
  ].flatMap(({ code, expected, found, tell, remedy }) =>
    found.length === 0 ? [] : [{ code, expected, received: tell(listed(found)), remedy }],
  );
}

/** How many names a message gives. */
const NAMED = 4;

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function text(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
