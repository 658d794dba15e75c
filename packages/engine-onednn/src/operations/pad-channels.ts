import { channelsLast } from '../parameters/layout.ts';
import { viewOf } from '../plan/tensor.ts';
import type { OperationRule } from './operation-rule.ts';

/** Zero channels after the input's own, in the layout of the latest map of that shape. */
export const padChannels: OperationRule<'padChannels'> = {
  takesRelu: false,
  waitsForReader: true,
  lower(lowering, { name, input }) {
    const { builder, session } = lowering;
    const src = lowering.value(input);
    const { shape, type } = src.descriptor;
    const origin = shape.map(() => 0);
    const plain = channelsLast(session, lowering.shapeOf(name), type);
    const template = lowering.latestLayout(plain) ?? plain;
    const cut = session.part(template, shape, origin);
    const dst = builder.tensor(cut === undefined ? plain : template);
    const part = cut ?? session.part(plain, shape, origin) ?? plain;
    builder.host({ label: `${name} zeros`, tensors: [dst], run: ([memory]) => memory?.bytes.fill(0) });
    builder.copy(src, viewOf(dst, part), name);
    return {
      output: dst,
      backward: (gradient) => {
        const whole = session.part(gradient.descriptor, shape, origin);
        const from = whole === undefined ? builder.as(gradient, plain, name) : gradient;
        const diffSrc = builder.tensor(src.descriptor);
        const kept = whole ?? session.part(plain, shape, origin) ?? plain;
        builder.copy(viewOf(from, kept), diffSrc, `${name} backward`);
        return [{ input, gradient: diffSrc }];
      },
    };
  },
};
