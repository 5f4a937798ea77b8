/** Sides of the picture, in pixels: twice what the pages show. */
export const logoSide = 128
/** Bytes that the API takes. */
const limit = 64 * 1024

/** Draws a picture into a square, whole and in the middle; what is left stays clear. */
export async function drawLogo(canvas: HTMLCanvasElement, file: Blob): Promise<void> {
  const picture = await createImageBitmap(file)
  const scale = logoSide / Math.max(picture.width, picture.height)
  const [width, height] = [picture.width * scale, picture.height * scale]
  canvas.width = logoSide
  canvas.height = logoSide
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser cannot draw')
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, (logoSide - width) / 2, (logoSide - height) / 2, width, height)
  picture.close()
}

/** What was drawn, in base64: as PNG, or as WebP where that would be too much. */
export function encodedLogo(canvas: HTMLCanvasElement): string | null {
  const attempts = [canvas.toDataURL('image/png'), canvas.toDataURL('image/webp', 0.9), canvas.toDataURL('image/jpeg', 0.85)]
  const images = attempts.map(url => url.slice(url.indexOf(',') + 1))
  return images.find(image => image.length * 3 / 4 <= limit) ?? null
}
