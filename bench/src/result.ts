/** One measured figure, beside the limit or the aim it is held against. */
export interface Result {
  name: string
  /** What was measured, in words and numbers. */
  measured: string
  /** What it is compared with, measured in the same run. */
  against: string
  /** `null` where a figure stands for itself. */
  ratio: number | null
  aim: string
  met: boolean
}

export const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** `1234.5` as `1 235`, small figures with a digit more. */
export const figure = (value: number) => value >= 100 ? Math.round(value).toLocaleString('en').replaceAll(',', ' ') : value.toFixed(value >= 10 ? 1 : 2)
