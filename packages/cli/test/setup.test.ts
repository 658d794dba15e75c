import { expect, it } from 'vitest';
import { setup } from '../src/commands/setup.ts';

async function printed(part: string): Promise<string[]> {
  const lines: string[] = [];
  await setup({
    part,
    again: false,
    gpu: false,
    signal: new AbortController().signal,
    print: (line) => lines.push(line),
  });
  return lines;
}

it('says of a part of npm whether it is there, or how to get it', async () => {
  expect(await printed('onnxruntime')).toEqual([
    expect.stringMatching(/^onnxruntime: (there|npm install onnxruntime-node) \(ONNX Runtime, /),
  ]);
});

it('suggests the part that was meant', async () => {
  await expect(printed('onedn')).rejects.toThrow(
    'batchmates setup onedn: expected one of onednn, onnxruntime, tensorflow; did you mean "onednn"?',
  );
});
