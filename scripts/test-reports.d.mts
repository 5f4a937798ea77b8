/** What a run reported: how many tests passed, and each that failed, with the reason's beginning. */
export interface Outcome { passed: number, failed: string[] }
export function failedRules(report: unknown): Outcome
export function failedStories(report: unknown): Outcome
