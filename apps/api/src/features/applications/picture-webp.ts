import type { Cleaned } from './pictures.ts'

/** A chunk of a RIFF file (RFC 9649, section 2.3). */
interface Chunk { type: string, data: Buffer }

/** A WebP of one frame, without EXIF, XMP and profiles, and without whatever follows its end; `null` when it is none, or animated. */
export function cleanWebp(bytes: Buffer): Cleaned | null {
  if (!/^RIFF[^]{4}WEBP/.test(bytes.subarray(0, 12).toString('latin1'))) return null
  const chunks = chunksOf(bytes.subarray(12, 8 + bytes.readUInt32LE(4)))
  if (!chunks || chunks.some(({ type }) => type === 'ANIM' || type === 'ANMF')) return null
  const images = chunks.filter(({ type }) => type === 'VP8 ' || type === 'VP8L')
  const [image] = images
  if (!image || images.length > 1) return null
  const size = image.type === 'VP8 ' ? sizeOfLossy(image.data) : sizeOfLossless(image.data)
  // Nothing can be said in the header about a picture without a pixel.
  if (!size || size.width === 0 || size.height === 0) return null
  const alpha = image.type === 'VP8 ' ? chunks.find(({ type }) => type === 'ALPH') : undefined
  return { ...size, bytes: assembled(alpha ? [{ type: 'VP8X', data: extended(size) }, alpha, image] : [image]) }
}

function chunksOf(bytes: Buffer): Chunk[] | null {
  const chunks: Chunk[] = []
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4)
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (data.length < length) return null
    chunks.push({ type: bytes.subarray(at, at + 4).toString('latin1'), data })
    at += 8 + length + length % 2
  }
  return chunks
}

/** The header of a key frame (RFC 6386, section 9.1). */
function sizeOfLossy(data: Buffer) {
  if (data.length < 10 || data.subarray(3, 6).toString('hex') !== '9d012a') return null
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}

/** RFC 9649, section 3.4. */
function sizeOfLossless(data: Buffer) {
  if (data.length < 5 || data[0] !== 0x2f) return null
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** The header that transparency of a lossy picture needs (RFC 9649, section 2.7): its flag, and the size less one. */
function extended({ width, height }: { width: number, height: number }) {
  const data = Buffer.alloc(10)
  data[0] = 0x10
  data.writeUIntLE(width - 1, 4, 3)
  data.writeUIntLE(height - 1, 7, 3)
  return data
}

function assembled(chunks: readonly Chunk[]) {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks.flatMap(({ type, data }) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
    head.writeUInt32LE(data.length, 4)
    return [head, data, Buffer.alloc(data.length % 2)]
  })])
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}
