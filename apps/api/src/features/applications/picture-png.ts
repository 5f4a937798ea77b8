import type { Cleaned } from './pictures.ts'

const signature = '\x89PNG\r\n\x1a\n'

/** What is kept, and how many bytes of it at most (W3C PNG, third edition, section 11): what an image is made of, and nothing that carries words or frames. */
const kept: Record<string, number> = { IHDR: 13, PLTE: 768, IDAT: Infinity, IEND: 0, tRNS: 256, cHRM: 32, gAMA: 4, sRGB: 1, sBIT: 4 }

/** Which bit depths a colour type may have. */
const depths: Record<number, readonly number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }

/** A PNG without text, profiles, animation and whatever follows its end; `null` when it is none. */
export function cleanPng(bytes: Buffer): Cleaned | null {
  if (bytes.subarray(0, 8).toString('latin1') !== signature) return null
  const parts = [bytes.subarray(0, 8)]
  let size: { width: number, height: number } | null = null
  let hasData = false
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.subarray(at + 4, at + 8).toString('latin1')
    const chunk = bytes.subarray(at, at + 12 + length)
    if (chunk.length < 12 + length || (type === 'IHDR') !== (size === null)) return null
    if (type === 'IHDR') size = sizeOf(chunk.subarray(8, -4))
    if (!size) return null
    const most = kept[type]
    if (most !== undefined) {
      if (length > most) return null
      parts.push(chunk)
      hasData ||= type === 'IDAT'
    }
    if (type === 'IEND') return hasData ? { ...size, bytes: Buffer.concat(parts) } : null
    at += chunk.length
  }
  return null
}

function sizeOf(header: Buffer) {
  if (header.length !== 13) return null
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = header.subarray(8)
  if (!depths[colour]?.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) return null
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4) }
}
