/** Sees how things stand; `afresh` says whether also what is taken for unchanged is looked at. */
export type Look<View> = (afresh: boolean) => Promise<View>;

/**
 * Makes looks that overlap one. One that is to look afresh is never taken for one under way that does not: it comes next, for all who ask from then on.
 */
export function overlappingLooks<View>(see: Look<View>): Look<View> {
  let looking: { readonly afresh: boolean; readonly view: Promise<View> } | undefined;
  return (afresh) => {
    if (looking !== undefined && (looking.afresh || !afresh)) return looking.view;
    const before = looking?.view ?? Promise.resolve();
    const next = {
      afresh,
      view: before.then(
        () => see(afresh),
        () => see(afresh),
      ),
    };
    const done = () => {
      if (looking === next) looking = undefined;
    };
    next.view.then(done, done);
    looking = next;
    return next.view;
  };
}
