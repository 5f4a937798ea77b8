/** As those of `components/icons.ts`. */
export const desktop = 'M4 5h16v10H4ZM9 19h6M12 15v4'
export const phone = 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2'
