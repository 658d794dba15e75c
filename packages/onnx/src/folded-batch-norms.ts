import type { GraphProto, NodeProto } from './generated/onnx_pb.js';

/**
 * Names of batch norms that were folded into convolutions or dense layers. PyTorch's exporter (2.x, `dynamo=True`) leaves word of
 * it at the nodes; other tools do not, and their files look as if there never was a batch norm.
 */
export function foldedBatchNorms({ node }: GraphProto): readonly string[] {
  return node
    .filter((each) => /FuseBatchNorm/.test(wordOf(each, 'pkg.onnxscript.rewriter.rule_name')))
    .map(nameOf);
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
