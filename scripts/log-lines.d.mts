export function readable(name: string, line: string): string
