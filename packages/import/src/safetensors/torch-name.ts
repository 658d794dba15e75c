/**
 * The name that torchvision and timm give a tensor of a ResNet of the model zoo: `stage2.block1.shortcut.bn.running_var` is
 * `layer2.0.downsample.1.running_var`. Blocks count from 0 there.
 */
export function torchName(name: string): string {
  return name
    .replace(/^stem\.(conv|bn)\./, (_, kind: string) => `${kind}1.`)
    .replace(
      /^stage(\d+)\.block(\d+)\./,
      (_, stage: string, block: string) => `layer${stage}.${Number(block) - 1}.`,
    )
    .replace(/\.shortcut\.conv\./, '.downsample.0.')
    .replace(/\.shortcut\.bn\./, '.downsample.1.');
}
