import type { Tensor } from 'onnxruntime-node';
import type { Runtime } from './runtime.ts';
import type { Source } from './source.ts';

/** Images `[batch, height, width, channels]`, RGB, as a tensor with axes and colours in the order that a model takes them. */
export function imageTensor(
  { Tensor: TensorOf }: Pick<Runtime, 'Tensor'>,
  { checked, layout, channelOrder }: Pick<Source, 'checked' | 'layout' | 'channelOrder'>,
  images: Float32Array,
): Tensor {
  const { height, width, channels } = checked.input;
  const pixels = height * width;
  const count = images.length / (pixels * channels);
  const isLast = layout === 'NHWC';
  // Strides of a pixel and of a channel in the tensor.
  const [step, plane] = isLast ? [channels, 1] : [1, pixels];
  const data = new Float32Array(images.length);
  for (let image = 0; image < count; image++) {
    const start = image * pixels * channels;
    for (let channel = 0; channel < channels; channel++) {
      const from = channelOrder === 'BGR' ? channels - 1 - channel : channel;
      const to = start + channel * plane;
      for (let pixel = 0; pixel < pixels; pixel++) {
        data[to + pixel * step] = images[start + pixel * channels + from]!;
      }
    }
  }
  const shape = isLast ? [count, height, width, channels] : [count, channels, height, width];
  return new TensorOf('float32', data, shape);
}
