import { UserError, systemReason } from './user-error.ts';

/** What can be done about a refusal of the operating system, by its code. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'mend its permissions, or run as a user who has them',
  EPERM: 'mend its permissions, or run as a user who has them',
  EROFS: 'the disk can only be read: mount it for writing',
  ENOSPC: 'free some and run again',
  EDQUOT: 'free some and run again',
  EMFILE: 'allow more open files (ulimit -n)',
  ENFILE: 'close other programs',
  ENAMETOOLONG: 'give it a shorter name',
  EIO: 'the disk may be damaged',
  ELOOP: 'its links lead to each other: mend them',
  EEXIST: 'something else stands there: remove it',
  ENOTDIR: 'a file, or a link to nowhere, stands where a folder is needed: remove it',
  EISDIR: 'a folder stands where a file is needed: remove it',
  ENOENT: 'something removed it while it was needed: run the command again',
};

/** Node says so of every folder that it cannot make together with those around it. */
const NO_PARENT = 'a link there may lead nowhere, or the disk may be for reading only';

/**
 * What the operating system refused (an error of `fs` or of starting a process), as a `UserError` (`system/<code>`) of one line:
 * `open /data/x: permission denied (EACCES); ...`. Undefined for any other error. A disk, its permissions and limits are never a defect
 * of the program.
 */
export function systemFailure(error: unknown): UserError | undefined {
  if (!isSystemError(error)) return undefined;
  const { code = 'unknown', syscall, path, dest } = error;
  const places = [path, dest].filter((place) => place !== undefined).join(' to ');
  const reason = systemReason(error);
  return new UserError({
    code: `system/${code}`,
    // Those of processes and connections say what and where by themselves.
    what: reason === error.message ? reason : `${[syscall, places].join(' ').trimEnd()}: ${reason}`,
    remedy: code === 'ENOENT' && syscall === 'mkdir' ? NO_PARENT : REMEDIES[code],
    cause: error,
  });
}

interface SystemError extends NodeJS.ErrnoException {
  readonly syscall: string;
  /** Where a file was to go to. */
  readonly dest?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error &&
    'errno' in error &&
    typeof error.errno === 'number' &&
    'syscall' in error &&
    typeof error.syscall === 'string'
  );
}
