import { deflateSync } from 'node:zlib'

/** CRC-32 as PNG wants it (ISO 3309). */
function crc(bytes: Buffer) {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

export function pngChunk(type: string, data: Buffer | string = '') {
  const named = Buffer.concat([Buffer.from(type), Buffer.from(data)])
  const chunk = Buffer.alloc(named.length + 8)
  chunk.writeUInt32BE(named.length - 4, 0)
  named.copy(chunk, 4)
  chunk.writeUInt32BE(crc(named), named.length + 4)
  return chunk
}

interface Png { width?: number, height?: number, shade?: number, before?: Buffer[], after?: Buffer[], trailing?: Buffer | string }

/** A grey PNG; `before` and `after` its data there may be other chunks. */
export function png({ width = 4, height = 4, shade = 7, before = [], after = [], trailing = '' }: Png = {}) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  // Of large ones only the beginning: nobody may get so far as to read it.
  const line = Buffer.alloc(Math.min(width, 50) + 1, shade).fill(0, 0, 1)
  const lines = Buffer.concat(Array.from({ length: Math.min(height, 5) }, () => line))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('IHDR', header), ...before, pngChunk('IDAT', deflateSync(lines)), ...after, pngChunk('IEND'), Buffer.from(trailing),
  ])
}

export function jpegSegment(marker: number, data: Buffer | string) {
  const bytes = Buffer.from(data)
  return Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]), bytes])
}

/** The frame of a JPEG: its size, and one component. */
export const jpegFrame = (width: number, height: number) => jpegSegment(0xc0, Buffer.from([8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]))

/** The segments of a JPEG in order, though no picture comes out of its data. */
export function jpeg({ width = 8, height = 8, extra = [], trailing = '' }: { width?: number, height?: number, extra?: Buffer[], trailing?: string } = {}) {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]), ...extra, jpegSegment(0xdb, Buffer.alloc(65, 1)), jpegFrame(width, height), jpegSegment(0xc4, Buffer.alloc(29, 0)),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]), Buffer.from([0xff, 0xd9]), Buffer.from(trailing),
  ])
}

export function riffChunk(type: string, data: Buffer | string) {
  const bytes = Buffer.from(data)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([Buffer.from(type), length, bytes, Buffer.alloc(bytes.length % 2)])
}

/** The chunks of a WebP in order. */
export function webp(chunks: Buffer[], trailing: Buffer | string = '') {
  return Buffer.concat([riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks])), Buffer.from(trailing)])
}

export function lossless(width = 8, height = 8) {
  const data = Buffer.from([0x2f, 0, 0, 0, 0, 1, 2, 3])
  data.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1)
  return riffChunk('VP8L', data)
}

export function lossy(width = 8, height = 8) {
  const data = Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 1, 2])
  data.writeUInt16LE(width, 6)
  data.writeUInt16LE(height, 8)
  return riffChunk('VP8 ', data)
}
