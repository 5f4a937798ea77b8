/** The courses of tiles on the roof of the gate drawing: from the ridge down to the curve of the eaves, 33 of them. */
export const roofTiles = Array.from({ length: 33 }, (_, index) => {
  const place = index - 16
  const share = Math.abs(place) / 16.6
  const top = Math.round(136 - 6 * share ** 2)
  const foot = Math.round(262 - 40 * share ** 3.4)
  return `M${Math.round(320 + place * 7.6)} ${top}Q${Math.round(320 + place * 8.6)} 208 ${Math.round(320 + place * 18.6)} ${foot}`
}).join('')
