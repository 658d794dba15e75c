import type { GraphProto, NodeProto } from './generated/onnx_pb.js';

/**
 * Names of batch norms that were folded into convolutions or dense layers, or of these layers. PyTorch's exporters leave traces of it: that
 * of 2.x (`dynamo=True`) writes it at the nodes, the older one gives weights that it computed names of its own. Other tools leave none, and their files look as if
 * there never was a batch norm.
 */
export function foldedBatchNorms(graph: GraphProto): readonly string[] {
  const fused = graph.node.filter((each) => /FuseBatchNorm/.test(wordOf(each, RULE))).map(nameOf);
  return [...fused, ...convolutionsWithComputedWeights(graph)];
}

const RULE = 'pkg.onnxscript.rewriter.rule_name';

/** The older exporter keeps the names of weights that are the network's (`conv1.weight`), and calls those that it folded `onnx::Conv_193`. */
function convolutionsWithComputedWeights({ node }: GraphProto): readonly string[] {
  const computed = node.filter(
    ({ opType, input }) => opType === 'Conv' && /^onnx::Conv_\d+$/.test(input[1] ?? ''),
  );
  // The path of the module, as in /layer1/layer1.0/conv1/Conv.
  return computed.map(({ name }) => name.split('/').at(-2) || name);
}

/** The scopes are a list such as `['', 'layer1.0', 'layer1.0.bn1', '_native_batch_norm_legit_no_training_1']`. */
function nameOf(node: NodeProto): string {
  const scopes = [...wordOf(node, 'pkg.torch.onnx.name_scopes').matchAll(/'([^']*)'/g)].map(
    ([, scope]) => scope!,
  );
  return scopes.at(-2) || node.name;
}

function wordOf({ metadataProps }: NodeProto, wanted: string): string {
  return metadataProps.find(({ key }) => key === wanted)?.value ?? '';
}
