/* The body of a block read back: named streams of numbers and texts. */

const engine = { layers: [], byKey: new Map() };

engine.Block = class {
  constructor({ head, body }) {
    Object.assign(this, { head, body });
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
    return used === out.length ? out : out.slice(0, used);
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

  /* Signed numbers whose low bytes stand apart, told one by one: there are millions, and no list of them is held. */
  planes(name) {
    const low = this.bytes(name + ".low"), high = this.bytes(name + ".high");
    let n = 0, at = 0;
    return () => {
      let value = low[n++], shift = 8, byte;
      do {
        byte = high[at++];
        value |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
      return (value >>> 1) ^ -(value & 1);
    };
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
