import type { Cleaned } from './pictures.ts'

/** Markers (ITU-T T.81, table B.1). */
const start = 0xd8
const end = 0xd9
const scan = 0xda
const adobe = 0xee
/** Baseline, extended and progressive frames with Huffman coding: what browsers show. */
const frames = [0xc0, 0xc1, 0xc2]
/** Huffman tables, quantization tables, restart interval. */
const tables = [0xc4, 0xdb, 0xdd]

/** A JPEG without comments and application segments (EXIF, XMP, profiles, thumbnails), and without whatever follows its end; `null` when it is none. */
export function cleanJpeg(bytes: Buffer): Cleaned | null {
  if (bytes[0] !== 0xff || bytes[1] !== start) return null
  const parts = [bytes.subarray(0, 2)]
  let size: { width: number, height: number } | null = null
  let hasScan = false
  for (let at = 2; at + 2 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === end) return size && hasScan ? { ...size, bytes: Buffer.concat([...parts, bytes.subarray(at, at + 2)]) } : null
    if (at + 4 > bytes.length) return null
    const segment = bytes.subarray(at, at + 2 + bytes.readUInt16BE(at + 2))
    if (segment.length < 4 || segment.length < 2 + segment.readUInt16BE(2)) return null
    at += segment.length
    if (frames.includes(marker)) {
      // Two frames are two pictures.
      if (size || segment.length < 10 || segment[4] !== 8) return null
      size = { width: segment.readUInt16BE(7), height: segment.readUInt16BE(5) }
      parts.push(segment)
    } else if (marker === scan) {
      if (!size) return null
      const from = at
      at = endOfScan(bytes, at)
      parts.push(segment, bytes.subarray(from, at))
      hasScan = true
    } else if (tables.includes(marker) || isAdobe(marker, segment)) {
      parts.push(segment)
    } else if (!isMetadata(marker)) {
      return null
    }
  }
  return null
}

/** Says how colours are to be read; it has no room for anything else. */
const isAdobe = (marker: number, segment: Buffer) => marker === adobe && segment.length === 16 && segment.subarray(4, 9).toString('latin1') === 'Adobe'

/** Application segments and comments. */
const isMetadata = (marker: number) => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe

/** Where the first marker stands that belongs neither to the data (a stuffed 0) nor to its restarts. */
function endOfScan(bytes: Buffer, from: number) {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] ?? 0
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}
