export {
  classesByBatch,
  forEveryArrangement,
  protocolLaws,
  type Arrangement,
  type ProtocolLaws,
} from './protocol-laws.ts';
