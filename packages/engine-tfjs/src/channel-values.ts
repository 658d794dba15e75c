/** One number per channel, or per image and channel. Kept in JavaScript: arithmetic on so few is faster there. */
export type ChannelValues = Float32Array | Float64Array;
