import { spawnSync } from 'node:child_process';

/** The first interpreter that has PyTorch: `BATCHMATES_PEER_PYTHON`, or the system's; the first name when none has. */
export function peerPython(): string {
  const named = process.env['BATCHMATES_PEER_PYTHON'];
  const candidates = named === undefined ? ['python3', '/usr/bin/python3'] : [named];
  return candidates.find(hasTorch) ?? candidates[0] ?? 'python3';
}

const known = new Map<string, boolean>();

function hasTorch(program: string): boolean {
  const has = known.get(program) ?? spawnSync(program, ['-c', 'import torch']).status === 0;
  known.set(program, has);
  return has;
}
