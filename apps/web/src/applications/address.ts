/** An address as what it is made of; `null` when it is none. (`URL.parse` is younger than the browsers we serve.) */
export const addressOf = (text: string | null) => text !== null && URL.canParse(text) ? new URL(text) : null
