/** What a browser says of itself, in the order in which it must be asked: most claim to be others, too. */
const browsers: [RegExp, string][] = [
  [/MicroMessenger\//, 'WeChat'],
  [/QQBrowser\/|QQ\//, 'QQ'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrom(e|ium)\/|CriOS\//, 'Chrome'],
  [/Version\/[\d.]+.*Safari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Macintosh|Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

export interface Device {
  /** `Chrome · Windows`; `null` when the browser does not say, or is none. */
  name: string | null
  isHandheld: boolean
}

/** A name by which people recognise their devices, from a `User-Agent` header. A courtesy: nothing may depend on it. */
export function deviceOf(userAgent: string | null): Device {
  const find = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const name = [find(browsers), find(systems)].filter(part => part !== undefined).join(' · ')
  return { name: name || null, isHandheld: /Mobi|iPhone|iPad|Android|HarmonyOS/.test(userAgent ?? '') }
}
