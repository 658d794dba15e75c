import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWorkspace } from '../src/index.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workspace-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function folder(...parts: string[]): string {
  const path = join(root, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

describe('the workspace of a folder', () => {
  it('is the nearest one above with an nx.json', () => {
    const inside = folder('study', 'pipelines', 'small');
    writeFileSync(join(root, 'nx.json'), '{}');
    expect(findWorkspace(inside)).toBe(root);
    writeFileSync(join(root, 'study', 'nx.json'), '{}');
    expect(findWorkspace(inside)).toBe(join(root, 'study'));
  });

  it('is one with pipelines beside a package.json, also inside a workspace of Nx', () => {
    const inside = folder('study', 'pipelines', 'small');
    writeFileSync(join(root, 'nx.json'), '{}');
    writeFileSync(join(root, 'study', 'package.json'), '{}');
    expect(findWorkspace(inside)).toBe(join(root, 'study'));
  });

  it.each(['pipelines', 'package.json'])('is not one with a %s alone', (name) => {
    const inside = folder('study', 'deep');
    if (name === 'pipelines') folder('study', name);
    else writeFileSync(join(root, 'study', name), '{}');
    expect(findWorkspace(inside)).toBe(inside);
  });
});
