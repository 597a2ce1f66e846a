// Which links may be opened. One rule for the hub that takes them, the window that shows them and the main
// process that opens them.

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:', 'geo:'])
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const HOSTILE = /[\u0000-\u0020\u007f-\u009f\\]/

/** Whether a link may be opened: an allowed scheme, no credentials, no control characters or backslashes. */
export function isSafeLink(text: string): boolean {
  if (HOSTILE.test(text)) return false
  try {
    const url = new URL(text)
    return SCHEMES.has(url.protocol) && url.username === '' && url.password === ''
  } catch {
    return false
  }
}
