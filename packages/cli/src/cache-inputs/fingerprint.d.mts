/**
 * Names, sizes and modification times of everything under an absolute path, digested (sha256, hexadecimal). Contents
 * are not read. A path that does not exist has a digest of its own.
 */
export function fingerprint(path: string): string;
