/** As in `components/icons.ts`; these are drawn on the pages about applications only. */
export const plus = 'M12 5v14M5 12h14'
export const cross = 'M6 6l12 12M18 6L6 18'
export const copy = 'M9 9h11v11H9ZM5 15H4V4h11v1'
export const server = 'M4 4h16v7H4ZM4 13h16v7H4ZM8 7.5v.01M8 16.5v.01'
export const browser = 'M3 5h18v14H3ZM3 9.5h18M6.5 7.2v.01'
export const handheld = 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2'
export const exchange = 'M4 8.5h15l-4-4M20 15.5H5l4 4'
export const television = 'M3 6h18v11H3ZM8 20.5h8'
