export { describeEngine, type ConformanceOptions } from './describe-engine.ts';
export { centralDifference, type Coordinate } from './reference/central-differences.ts';
export { differentiate, type Differentiated } from './reference/differentiate.ts';
export { forward, type ForwardPass } from './reference/forward.ts';
export { referenceEngine } from './reference/reference-engine.ts';
export { testNetworks } from './conformance-networks.ts';
export { toBeAllclose, type Closeness, type Values } from './to-be-allclose.ts';
export { defaultTolerance, expectClose, type Tolerance } from './tolerance.ts';
