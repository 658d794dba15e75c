export {
  classesByBatch,
  forEveryArrangement,
  type ArrangeCase,
  type Arrangement,
  type ProtocolUnderTest,
} from './for-every-arrangement.ts';
export { protocolLaws } from './protocol-laws.ts';
