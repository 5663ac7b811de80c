/**
 * The bytes of a body, in one buffer of the size that was announced. A body that is gathered and joined afterwards is
 * in memory three times.
 *
 * @throws Error for a body of another size
 */
export async function readWhole(body: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  let received = 0;
  for await (const chunk of body) {
    if (received + chunk.length <= sizeBytes) bytes.set(chunk, received);
    received += chunk.length;
  }
  if (received === sizeBytes) return bytes;
  throw new Error(`Expected a body of ${sizeBytes} bytes, as S3 had announced it; ${received} came.`);
}
