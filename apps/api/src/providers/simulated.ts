/** Where addresses are really called: the simulator plays `https://HOST/PATH` at `<its origin>/HOST/PATH`. Without one, where they say. */
export function simulatedAt(simulatorUrl: string | null) {
  return (url: string) => simulatorUrl === null || url.startsWith(`${simulatorUrl}/`) ? url : `${simulatorUrl}/${url.replace(/^https?:\/\//, '')}`
}
