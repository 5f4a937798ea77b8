/**
 * The document inside the frame: a mail as it came, whose links open in tabs of their own. In front of the mail, both
 * lines belong to its document whatever it begins with (a second doctype, html and head are merged by HTML's own rules).
 */
export const framedMail = (html: string) => `<!doctype html><base target="_blank">${html}`
