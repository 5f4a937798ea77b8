import { contentSecurityPolicy } from './content-security-policy.ts'

const year = 31_536_000

/** Powers of the browser that no page of ours uses. */
const unused = [
  'accelerometer', 'autoplay', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation', 'gyroscope', 'magnetometer',
  'microphone', 'midi', 'payment', 'picture-in-picture', 'screen-wake-lock', 'usb', 'xr-spatial-tracking',
]

/** What every answer says to the browser. */
export const securityHeaders = (apiUrl: string, styleNonce?: string): Record<string, string> => ({
  'Content-Security-Policy': contentSecurityPolicy(apiUrl, styleNonce),
  'Strict-Transport-Security': `max-age=${year}`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': unused.map(feature => `${feature}=()`).join(', '),
})
