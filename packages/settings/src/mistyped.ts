import { settings } from './settings.ts'

/** Set by tools and platforms under names that happen to be near. */
const others = new Set(['HOST', 'PORT', 'LISTEN_PORT', 'LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES', 'LOGNAME', 'MAIL', 'MAILTO', 'MAILCHECK', 'MAILPATH'])

const known = Object.keys(settings.shape)

/** Names that only we give: whatever begins so is meant for us. (`GATEHOUSE_…` is not: Kubernetes makes such ones of a service of that name.) */
const ours = /^PROVIDERS?_/

/**
 * Names in an environment that are no setting and look like one, with the setting that may have been meant; `null` where none is near. Never
 * about values. Environments hold much that is not ours: names that resemble none of ours are nobody's business here.
 */
export function mistypedSettings(environment: NodeJS.ProcessEnv): { name: string, meant: string | null }[] {
  return Object.keys(environment).filter(name => environment[name] !== '' && !known.includes(name) && !others.has(name)).flatMap((name) => {
    const meant = nearest(name)
    return meant === null && !ours.test(name.toUpperCase()) ? [] : [{ name, meant }]
  })
}

/** The setting that a name is next to: another case or separators, letters swapped, left out or added; at most one in six of them. */
function nearest(name: string) {
  const spelled = plain(name)
  const near = known.map(setting => ({ setting, far: distance(spelled, plain(setting)) })).sort((a, b) => a.far - b.far)[0]
  return near && near.far <= Math.floor(plain(near.setting).length / 6) ? near.setting : null
}

const plain = (name: string) => name.toUpperCase().replaceAll(/[^A-Z\d]/g, '')

/** How many letters have to be changed, added, taken away or swapped with their neighbour (optimal string alignment). */
function distance(one: string, other: string) {
  if (Math.abs(one.length - other.length) > 8) return Infinity
  const rows = [[...other, ''].map((_, column) => column)]
  for (let row = 1; row <= one.length; row++) {
    const line = [row]
    for (let column = 1; column <= other.length; column++) {
      const at = (up: number, left: number) => rows[row - up]?.[column - left] ?? Infinity
      const same = one[row - 1] === other[column - 1]
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      line.push(Math.min(at(1, 0) + 1, (line[column - 1] ?? Infinity) + 1, at(1, 1) + (same ? 0 : 1), swapped ? at(2, 2) + 1 : Infinity))
    }
    rows.push(line)
  }
  return rows[one.length]?.[other.length] ?? Infinity
}

/** One line for each, for whoever starts a program. */
export const mistypedWarnings = (environment: NodeJS.ProcessEnv) =>
  mistypedSettings(environment).map(({ name, meant }) => `${name}: unknown setting, ignored${meant === null ? '' : `; did you mean ${meant}?`}`)
