/* Blocks of the pack read back: base64, zlib, a JSON head, named streams of numbers. */

const engine = { layers: [], byKey: new Map() };

engine.inflate = async function (text) {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

engine.Block = class {
  constructor(bytes) {
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    this.head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    this.body = bytes.subarray(4 + size);
  }

  static async open(text) {
    return new engine.Block(await engine.inflate(text));
  }

  bytes(name) {
    const [start, length] = this.head.streams[name];
    return this.body.subarray(start, start + length);
  }

  /* Base 128, low digit first. No number takes less than a byte, so as many places as bytes are enough. */
  numbers(name) {
    const from = this.bytes(name), out = new Int32Array(from.length);
    let used = 0;
    for (let at = 0; at < from.length; used++) {
      let value = 0, shift = 0, byte;
      do {
        byte = from[at++];
        value |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
      out[used] = value;
    }
    return out.slice(0, used);
  }

  /* The same for whole numbers up to 2**53, with their signs. */
  wholes(name) {
    const from = this.bytes(name), out = new Float64Array(this.head.count);
    for (let at = 0, used = 0; at < from.length; used++) {
      let value = 0, worth = 1, byte;
      do {
        byte = from[at++];
        value += (byte & 127) * worth;
        worth *= 128;
      } while (byte > 127);
      out[used] = value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    }
    return out;
  }

  /* Signed numbers whose low bytes stand apart. */
  planes(name) {
    const low = this.bytes(name + ".low"), high = this.numbers(name + ".high");
    for (let i = 0; i < high.length; i++) {
      const value = (high[i] << 8) | low[i];
      high[i] = (value >>> 1) ^ -(value & 1);
    }
    return high;
  }

  /* A sequence written as steps from one number to the next. */
  steps(name) {
    const out = this.numbers(name);
    let value = 0;
    for (let i = 0; i < out.length; i++) {
      value += (out[i] >>> 1) ^ -(out[i] & 1);
      out[i] = value;
    }
    return out;
  }

  texts(name) {
    return JSON.parse(new TextDecoder().decode(this.bytes(name)));
  }
};

engine.sums = function (sizes) {
  const out = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) out[i + 1] = out[i] + sizes[i];
  return out;
};
