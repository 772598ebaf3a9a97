/* A block of the pack unpacked: zlib, then a head in JSON, then its body. */

/* A response holds its bytes itself; a blob would hand them to another process of the browser, which keeps them. */
const inflate = async function (bytes) {
  const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const openBlock = async function (packed) {
  const bytes = await inflate(packed);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { head: JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size))), body: bytes.subarray(4 + size) };
};
