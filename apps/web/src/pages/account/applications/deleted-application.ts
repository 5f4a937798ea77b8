import { defineStore } from 'pinia'

/** What was deleted just now, for the list to say so once. */
export const useDeletedApplication = defineStore('deleted-application', () => {
  let deleted: string | null = null
  return {
    keep(name: string) { deleted = name },
    take() {
      const name = deleted
      deleted = null
      return name
    },
  }
})
