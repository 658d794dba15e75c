import { UserError, UserErrors, type UserErrorParts } from '@batchmates/errors';
import type { KeyPath, Position } from './source-map.ts';

/** What is wrong at a key of a pipeline file. */
export interface Problem extends Omit<UserErrorParts, 'what'> {
  readonly path: KeyPath;
  /** Where it stands, when that is not where `path` stands. */
  readonly position?: Position;
  /** Added to the key, when the key alone does not say it. */
  readonly what?: string;
}

/** Collects everything that is wrong with a pipeline file, so that it is reported at once, in the order of the file. */
export interface Problems {
  add(problem: Problem): void;
  /** Throws the one `UserError`, or all as `UserErrors`; does nothing when there are none. */
  throwIfAny(): void;
}

/** Opens an empty collection for `file` (as shown to people); `locate` says where a key path stands in it. */
export function collectProblems(file: string, locate: (path: KeyPath) => Position): Problems {
  const found = new Map<string, { readonly position: Position; readonly error: UserError }>();
  return {
    add({ path, what, position = locate(path), ...parts }) {
      const key = path.map(String).join('.');
      const place = `${file}:${position.line}:${position.column}`;
      const error = new UserError({
        ...parts,
        what: [place, key, what].filter((part) => part !== undefined && part !== '').join(' '),
      });
      // Instances of one stage share its mistakes: each is reported once.
      found.set(error.message, { position, error });
    },
    throwIfAny() {
      const errors = [...found.values()]
        .toSorted(
          ({ position: left }, { position: right }) => left.line - right.line || left.column - right.column,
        )
        .map(({ error }) => error);
      if (errors.length === 1) throw errors[0]!;
      if (errors.length > 1) throw new UserErrors(errors);
    },
  };
}
