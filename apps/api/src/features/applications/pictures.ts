import { createHash } from 'node:crypto'
import { cleanJpeg } from './picture-jpeg.ts'
import { cleanPng } from './picture-png.ts'
import { cleanWebp } from './picture-webp.ts'

/** Bytes. */
const largest = 64 * 1024
/** Pixels, of a side and altogether: few bytes can unfold to more than a browser has memory for. */
const longestSide = 4096
const mostPixels = 2048 * 2048

/** A picture without what does not belong to it, and its size in pixels. */
export interface Cleaned { width: number, height: number, bytes: Buffer }

/** Pictures that nothing can run in; SVG is a document and not among them. */
const kinds = [
  { mediaType: 'image/png', clean: cleanPng },
  { mediaType: 'image/jpeg', clean: cleanJpeg },
  { mediaType: 'image/webp', clean: cleanWebp },
] as const

/** A picture judged by its bytes, taken apart and put together again of what an image needs: no metadata, one frame. `null` when it is none, or too large. */
export function cleanPicture(bytes: Buffer) {
  if (bytes.length > largest) return null
  for (const { mediaType, clean } of kinds) {
    const cleaned = clean(bytes)
    if (cleaned) return isShowable(cleaned) ? { mediaType, bytes: cleaned.bytes } : null
  }
  return null
}

const isShowable = ({ width, height }: Cleaned) => width > 0 && height > 0 && Math.max(width, height) <= longestSide && width * height <= mostPixels

/** What is stored of a picture that was sent; `null` when it is none, or too large. `version` changes with it. */
export function readPicture(base64: string) {
  const picture = cleanPicture(Buffer.from(base64, 'base64'))
  return picture && {
    mediaType: picture.mediaType,
    image: picture.bytes.toString('base64'),
    version: createHash('sha256').update(picture.bytes).digest('base64url').slice(0, 16),
  }
}
