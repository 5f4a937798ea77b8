/** A line of a program for the terminal: its structured log as a short sentence, everything else as it is. */
export function readable(name, line) {
  return `${name.padEnd(9)} ${line.startsWith('{') ? sentence(line) : line}`
}

const levels = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' }

function sentence(line) {
  try {
    const { level, time, msg, network: _network, ...rest } = JSON.parse(line)
    const at = String(time).slice(11, 19)
    if (msg === 'request') return `${at} ${request(rest)}`
    const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''
    return `${at} ${levels[level] ?? ''}${msg}${details}`
  } catch {
    return line
  }
}

/** With its id where it was refused: pages give people that as a reference. */
function request({ requestId, method, route, status, ms, problem }) {
  const [why, id] = problem ? [` ${problem}`, ` ${requestId}`] : ['', '']
  return `${method} ${route} ${status}${why} (${ms} ms)${id}`
}
