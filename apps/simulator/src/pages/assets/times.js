/** The server says times in its own zone, which in a container is not the reader's. */
export function useLocalTimes() {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  })
  for (const time of document.querySelectorAll('time')) time.textContent = format.format(new Date(time.dateTime))
}
