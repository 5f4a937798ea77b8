/**
 * What the pages may load, run and speak to: their own files and the API. Trusted Types keep text from becoming script; Vue
 * makes its one policy, `vue`.
 *
 * @param styleNonce lets the development server's style tags in; production has none.
 */
export function contentSecurityPolicy(apiUrl: string, styleNonce?: string) {
  return [
    'default-src \'none\'',
    'script-src \'self\'',
    `style-src 'self'${styleNonce ? ` 'nonce-${styleNonce}'` : ''}`,
    `img-src 'self' data: https: ${apiUrl}`,
    'manifest-src \'self\'',
    `connect-src 'self' ${apiUrl}`,
    'base-uri \'none\'',
    'form-action \'self\'',
    'frame-ancestors \'none\'',
    'require-trusted-types-for \'script\'',
    'trusted-types vue',
  ].join('; ')
}
