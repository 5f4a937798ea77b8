/** Terms of service: sections of paragraphs. */
export interface Terms {
  lead: string
  sections: { heading: string, paragraphs: string[] }[]
}
