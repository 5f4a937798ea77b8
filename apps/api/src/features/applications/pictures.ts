import { createHash } from 'node:crypto'

/** Bytes. */
const largest = 64 * 1024

/** Pictures that nothing can run in, by how they begin; SVG is a document and not among them. */
const kinds = [
  { mediaType: 'image/png', begins: (bytes: Buffer) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' },
  { mediaType: 'image/jpeg', begins: (bytes: Buffer) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff' },
  { mediaType: 'image/webp', begins: (bytes: Buffer) => /^RIFF[^]{4}WEBP/.test(bytes.subarray(0, 12).toString('latin1')) },
] as const

/** What a picture is, judged by its bytes; `null` when it is none, or too large. `version` changes with it. */
export function readPicture(base64: string) {
  const bytes = Buffer.from(base64, 'base64')
  const kind = kinds.find(({ begins }) => begins(bytes))
  if (!kind || bytes.length > largest) return null
  return {
    mediaType: kind.mediaType,
    image: bytes.toString('base64'),
    version: createHash('sha256').update(bytes).digest('base64url').slice(0, 16),
  }
}
