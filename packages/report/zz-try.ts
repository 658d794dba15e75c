import { simulatePipeline } from './test/fixtures/simulated-pipeline.ts';
import { runStage } from './test/fixtures/run-stage.ts';
import { reportStage } from './src/index.ts';
import { readFileSync, rmSync } from 'node:fs';
rmSync('/tmp/rep', { recursive: true, force: true });
const t = performance.now();
const p = await simulatePipeline({ directory: '/tmp/rep/artifacts/cifar10-quick' });
const t1 = performance.now();
const a = await runStage(reportStage, {
  inputs: { results: p.results, checkpoints: p.checkpoints },
  directory: '/tmp/rep/artifacts/cifar10-quick/report',
  pipelineDirectory: '/tmp/rep/pipelines/cifar10-quick',
});
console.log(t1 - t, performance.now() - t1, a.manifest.files.map((f) => `${f.path} ${f.bytes}`).join('\n'));
console.log(readFileSync('/tmp/rep/artifacts/cifar10-quick/report/table.txt', 'utf8'));
const s = await simulatePipeline({ directory: '/tmp/rep/artifacts/seeds', seeds: [0, 1, 2] });
await runStage(reportStage, {
  inputs: { results: s.results, checkpoints: s.checkpoints },
  directory: '/tmp/rep/artifacts/seeds/report',
  pipelineDirectory: '/tmp/rep/pipelines/cifar10-seeds',
});
console.log(readFileSync('/tmp/rep/artifacts/seeds/report/table.txt', 'utf8'));
import { compareStage } from './src/index.ts';
const im = await simulatePipeline({ directory: '/tmp/rep/artifacts/imagenet50', network: 'imagenet-resnet-34', classNames: Array.from({length:50},(_, i)=>`n0${1440764+i} tench-${i}`), images: 2500, hardness: 2 });
await runStage(reportStage, { inputs: { results: im.results, checkpoints: im.checkpoints }, directory: '/tmp/rep/artifacts/imagenet50/report', pipelineDirectory: '/tmp/rep/pipelines/imagenet50' });
const c = await runStage(compareStage, { inputs: { reports: [a] }, params: { reports: ['../../artifacts/seeds/report', '../../artifacts/imagenet50/report'] }, directory: '/tmp/rep/artifacts/compare/compare', pipelineDirectory: '/tmp/rep/pipelines/compare' });
console.log(readFileSync('/tmp/rep/artifacts/compare/compare/table.txt','utf8'));
