import { defineProtocol, standard } from '@batchmates/protocols';

/** Standard inference of the images in reverse order. */
export default defineProtocol({
  ...standard,
  name: 'backwards',
  arrange: (request, options) => {
    const plan = standard.arrange(request, options);
    return { ...plan, indices: plan.indices.toReversed() };
  },
});
