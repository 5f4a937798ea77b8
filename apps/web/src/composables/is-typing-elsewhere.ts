/**
 * Whether people have gone on to another field since `from` had the focus. An answer that comes then moves the focus nowhere: what they
 * are typing would end up in another field.
 */
export function isTypingElsewhere(from: Element | null) {
  const { activeElement } = document
  return activeElement !== from && activeElement !== null && activeElement.matches('input, textarea, select')
}
