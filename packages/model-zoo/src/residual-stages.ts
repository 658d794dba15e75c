import { match } from 'ts-pattern';
import type { LayerList } from './builder.ts';
import { basicBlock, bottleneckBlock, type Shortcut } from './residual-blocks.ts';

/** How the stages of a residual network are laid out. */
export interface StagesOptions {
  /** Blocks in each stage. */
  readonly blocks: readonly number[];
  /** Channels of the first stage's 3x3 convolutions; they double from stage to stage. */
  readonly width: number;
  readonly shortcut: Shortcut;
  /** `basic`: two 3x3 convolutions; `bottleneck`: 1x1, 3x3 and 1x1 to four times the channels (He et al. 2015, Figure 5). */
  readonly block?: 'basic' | 'bottleneck';
  /**
   * What halves the map before each stage but the first: a 3x3/2 max pool (the paper's tables 1 and 4), or stride 2 in the first 3x3
   * convolution of the stage (He et al. 2015; torchvision, also in its bottlenecks).
   */
  readonly halving?: 'pool' | 'stride';
}

/** Stages of residual blocks. Returns the name of the last layer. */
export function residualStages(
  list: LayerList,
  input: string,
  { blocks, width, shortcut, block: kind = 'basic', halving = 'pool' }: StagesOptions,
): string {
  const { add, expansion } = match(kind)
    .with('basic', () => ({ add: basicBlock, expansion: 1 }))
    .with('bottleneck', () => ({ add: bottleneckBlock, expansion: 4 }))
    .exhaustive();
  let top = input;
  let channels = width;
  blocks.forEach((count, stage) => {
    const prefix = `stage${stage + 1}`;
    if (stage > 0 && halving === 'pool') top = list.maxPool(`${prefix}.pool`, top);
    const inner = width * 2 ** stage;
    for (let block = 1; block <= count; block++) {
      const stride = stage > 0 && block === 1 && halving === 'stride' ? 2 : 1;
      const shape = { channels, inner, target: inner * expansion, stride };
      top = add(list, top, { prefix: `${prefix}.block${block}`, ...shape, shortcut });
      channels = shape.target;
    }
  });
  return top;
}
